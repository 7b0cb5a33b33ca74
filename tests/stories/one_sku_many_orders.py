"""One SKU is out and many orders want it: the whole of it from one screen, whatever the number of orders."""

from tests.stories.stage import Stage
from tests.tui.real_desk import page


async def story(stage: Stage) -> None:
    """Restock, off sale, plan, and a letter to each buyer: twelve keys, however many they are."""
    day, deck, state = stage.day, stage.app.deck, stage.app.state
    hit = len(day.hit)
    await stage.until(lambda: state.view == "stockouts" and deck.table.row_count == hit)
    before = stage.keys

    await stage.tell(f"{hit} orders want {day.sku}. s: all of it on one screen.")
    await stage.press("s")
    await stage.until(lambda: state.panel == "stockout" and deck.stockout.table.row_count == hit)
    await stage.tell("r and three times enter: ordered from the supplier that is proposed.")
    await stage.press("r")
    await stage.until(lambda: state.panel == "restock" and "without a restock" in page(deck.lines))
    await stage.press("enter", "enter", "enter")
    await stage.journal_has("restock")
    await stage.panel("stockout")
    await stage.tell("d and y: off sale. P and y: the plan, applied to all orders at once.")
    await stage.press("d")
    await stage.asks()
    await stage.press("y")
    await stage.journal_has("delist")
    await stage.press("P")
    await stage.asks()
    await stage.press("y")
    await stage.journal_has("plan_applied")
    await stage.tell(
        "c, A and y: every buyer who is to be asked is written to, in one file, in their languages."
    )
    await stage.press("c")
    await stage.until(lambda: state.panel == "contact" and "Asks" in page(deck.contact))
    await stage.press("A")
    await stage.asks()
    await stage.press("y")
    await stage.journal_has("asked")
    assert stage.keys - before == 12

    await stage.tell("u takes it all back at once.")
    await stage.press("u")
    await stage.journal_has("undo")
