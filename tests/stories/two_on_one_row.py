"""Two operators reach for one order: one gets it, the other is told, and no key hits an order that wasn't meant."""

from tests.own_files.documents import orders_csv
from tests.stories.stage import Stage


async def story(stage: Stage) -> None:
    """What a colleague does to the row under the cursor is seen, said and never overwritten by a late key."""
    deck = stage.app.deck
    orders = ({"order_id": f"{at}", "country_code": "FR", "service": "DHL"} for at in (91, 92, 93))
    await stage.arrive(lambda: orders_csv(stage.desk.paths, *orders))
    await stage.press("6")
    await stage.until(
        lambda: deck.queue_of(deck.table.cursor_key or "") == "express" and deck.table.row_count >= 3
    )
    deck.table.move_to(0)
    first, second, third = (deck.table.source.key(at) for at in range(3))

    await stage.tell("wang claims the order under the cursor: the row says so at once.")
    await stage.colleague("wang", "claim", first)
    await stage.until(lambda: holder(stage, first) == "wang")

    await stage.tell("a asks before it takes an order from somebody: any key but y leaves it.")
    before = stage.keys
    await stage.press("a")
    assert "wang" in await stage.asks()
    await stage.press("n")
    assert stage.keys - before == 2
    assert stage.acts().count("claim") == 1

    await stage.tell("n takes the next one that nobody has: one key.")
    await stage.press("n")
    await stage.until(lambda: holder(stage, second) == "li")
    assert deck.table.cursor_key == second

    await stage.tell("wang is done with the third in the moment in which x is struck: it is held, and said.")
    deck.table.move_to_key(third)
    rows = deck.table.row_count
    await stage.colleague("wang", "done", third)
    await stage.until(lambda: deck.table.row_count == rows - 1)
    deck.table.shifted_at += 10  # a machine too slow to strike the key within the half second
    await stage.press("x")
    assert "The list has just moved" in deck.status_line.shown
    assert stage.acts().count("done") == 1


def holder(stage: Stage, order_key: str) -> str:
    """Who holds the order, as its row says; "" for nobody."""
    row = stage.app.deck.row(order_key)
    return str(row["claimed_by"] or "") if row else ""
