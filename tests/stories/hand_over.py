"""A hand-over: orders come with a note, are taken away again, and a free one is assigned to a colleague."""

from orderdeck.data.ledger import Ledger
from tests.own_files.documents import orders_csv
from tests.stories.stage import Stage


async def story(stage: Stage) -> None:
    """What a colleague hands over can't be missed, and costs two keys to read; assigning one takes three and a note."""
    deck, state = stage.app.deck, stage.app.state
    orders = ({"order_id": f"{at}", "country_code": "FR"} for at in (81, 82, 83))
    await stage.arrive(lambda: orders_csv(stage.desk.paths, *orders))
    await stage.press("7")

    def ours() -> list[str]:
        keys = (deck.table.source.key(at) for at in range(deck.table.row_count))
        return [key for key in keys if deck.order_id(key) in ("81", "82", "83")]

    await stage.until(lambda: state.view == "standard" and len(ours()) == 3)
    first, second, third = ours()

    await stage.tell("wang hands two orders over, with a note: it is said at once.")
    await stage.colleague("wang", "hand_over", first, second, to="li", note="buyer calls at noon")
    await stage.until(lambda: "wang hands over to you: 2 orders" in deck.status_line.shown)
    assert "buyer calls at noon" in deck.status_line.shown
    await stage.until(lambda: "Handover note" in stage.screen)

    await stage.tell("It stands in the list, and on the status line of the order.")
    deck.status_line.dismiss()
    deck.table.move_to_key(first)
    await stage.until(lambda: "wang: buyer calls at noon" in deck.status_line.shown)
    assert stage.screen.count("wang: buyer c") == 3

    await stage.tell("enter opens its card: the note is on top.")
    before = stage.keys
    await stage.press("enter")
    await stage.until(lambda: "wang handed it over to li" in stage.screen)
    assert stage.screen.index("buyer calls at noon") < stage.screen.index("Why here")
    assert stage.keys - before == 1

    await stage.tell("And in the journal.")
    await stage.press("escape", "J")
    await stage.panel("journal")
    await stage.until(lambda: "to li · buyer" in stage.screen)
    await stage.press("escape")
    await stage.panel("")

    await stage.tell("mei takes one of them away: li is told.")
    await stage.colleague("mei", "take_over", second)
    await stage.until(lambda: "mei takes over from you" in deck.status_line.shown)
    deck.status_line.dismiss()

    await stage.tell("H assigns an order that nobody has: enter takes who is proposed, then the note.")
    deck.table.move_to_key(third)
    before = stage.keys
    await stage.press("H")
    assert "mei" in await stage.asks()
    await stage.press("enter")
    await stage.until(lambda: "Note for mei" in deck.status_line.shown)
    await stage.press(*"urgent", "enter")
    await stage.until(lambda: handed(stage) == [("li", "mei", "urgent")])
    assert stage.keys - before == 3 + len("urgent")


def handed(stage: Stage) -> list[tuple[str, str, str]]:
    """Who handed over to whom, as the journal has it, and what they said: what li did."""
    with Ledger.open(stage.desk.paths) as ledger:
        return [
            (act.operator, act.data["to"], act.data["note"])
            for act in ledger.acts()
            if act.kind == "hand_over" and act.operator == "li"
        ]
