"""A buyer writes: her order is found by her name, then all like it by what they have in common; few keys each."""

from tests.stories.stage import Stage


async def story(stage: Stage) -> None:
    """From a number, a SKU and a word for it to the orders that are meant."""
    day, deck, state = stage.day, stage.app.deck, stage.app.state
    wanted = day.hit[0]

    await stage.tell("Somebody asks about an order: its number into the palette, enter, and it is there.")
    keys = 2 + len(wanted[-6:])
    await stage.press("colon", *wanted[-6:], "enter")
    await stage.until(lambda: state.panel == "detail" and state.subject.endswith(wanted))
    assert keys == 8, "a colon, six digits, enter"
    await stage.back_to("")

    await stage.tell("Refunds are in no key's name; the word leads to the queue of cancel requests.")
    await stage.press("colon", *"refund", "enter")
    await stage.until(lambda: state.view == "cancel_requests")

    await stage.tell("# counts what stands in a queue; a value chosen filters for it: four keys.")
    await stage.press("2")
    await stage.until(lambda: state.view == "stockouts" and deck.table.row_count == len(day.hit))
    await stage.press("number_sign")
    await stage.until(lambda: state.panel == "palette" and deck.commands.cursor_key)
    await stage.press("down", "enter")
    await stage.until(lambda: state.filter and state.panel == "")
    assert 0 < deck.table.row_count <= len(day.hit)
    await stage.press("escape")
    await stage.until(lambda: deck.table.row_count == len(day.hit))

    await stage.tell("What was late or free, and not to the US: one filter for all of it.")
    await stage.press("slash", *"is:late OR is:free -country:US", "enter")
    await stage.until(lambda: state.filter == "is:late OR is:free -country:US")
    assert deck.table.row_count <= len(day.hit)
    await stage.press("escape")

    await stage.tell("o sorts by the amount, largest first: two keys and the beginning of a word.")
    await stage.press("o", *"am", "down", "enter")
    await stage.until(lambda: state.sort is not None and state.sort.column == "total")
