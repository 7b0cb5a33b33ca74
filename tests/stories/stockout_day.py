"""A stock-out day: an order is claimed, the SKU restocked and taken off sale, buyers asked, stock comes."""

from tests.stories.stage import Stage
from tests.tui.real_desk import page


async def story(stage: Stage) -> None:
    """From the first look in the morning until every order that was hit can be sent."""
    day, deck, state = stage.day, stage.app.deck, stage.app.state
    hit = len(day.hit)

    await stage.tell(f"Morning. {hit} orders want {day.sku}, and there is none.")
    await stage.press("2")
    await stage.until(lambda: state.view == "stockouts" and deck.table.row_count == hit)

    await stage.tell("a claims the most urgent one: colleagues see whose it is.")
    await stage.press("a")
    await stage.journal_has("claim")

    await stage.tell("s opens the SKU: its suppliers, its orders, the plan for each.")
    await stage.press("s")
    await stage.until(lambda: state.panel == "stockout" and deck.stockout.table.row_count == hit)

    await stage.tell("r restocks it: three times enter takes what is proposed.")
    await stage.press("r")
    await stage.until(lambda: state.panel == "restock" and "without a restock" in page(deck.lines))
    await stage.press("enter", "enter", "enter")
    await stage.journal_has("restock")
    await stage.panel("stockout")

    await stage.tell("d takes it off sale, so that nobody orders more of it.")
    await stage.press("d")
    assert day.sku in await stage.asks()
    await stage.press("y")
    await stage.journal_has("delist")

    await stage.tell("P applies the plan; what it will do is said first.")
    await stage.press("P")
    await stage.asks()
    await stage.press("y")
    await stage.journal_has("plan_applied")

    await stage.tell("c writes to the first buyer to be asked; s: sent, the next one follows.")
    await stage.press("c")
    await stage.panel("contact")
    await stage.until(lambda: "Asks" in page(deck.contact))
    await stage.press("s")
    await stage.journal_has("asked")
    await stage.back_to("stockout")

    await stage.tell("Two more orders arrive for what is off sale: the deck says so.")
    await stage.arrive(lambda: day.arrivals(2))
    await stage.until(lambda: state.sold_off_sale == 2)

    await stage.tell("The goods come in: whoever still waits can be sent now.")
    await stage.arrive(lambda: day.receipt(60))
    await stage.back_to("")
    await stage.until(lambda: state.view == "stockouts" and deck.table.row_count == 0)

    await stage.tell("No order is short any more. x: the first of another queue is done.")
    await stage.press("7")
    await stage.until(lambda: state.view == "standard" and deck.table.cursor_key)
    before = deck.table.row_count
    await stage.press("x")
    await stage.journal_has("done")
    await stage.until(lambda: deck.table.row_count == before - 1)

    await stage.tell("And u takes it back, as it does with everything.")
    await stage.press("u")
    await stage.journal_has("undo")
    await stage.until(lambda: deck.table.row_count == before)
