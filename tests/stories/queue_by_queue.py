"""A round through the queues: unpaid wholesale, cancel requests, remarks, express, and the keys that each job costs."""

from orderdeck.data.ledger import Ledger
from tests.own_files.documents import orders_csv
from tests.stories.stage import Stage

UNPAID = {
    "status": "awaiting_payment",
    "quantity": "50",
    "total": "320.50",
    "currency": "USD",
    "country_code": "US",
}
ORDERS = (
    *(UNPAID | {"order_id": f"3{at}", "buyer": buyer} for at, buyer in enumerate(("Ana", "Bo", "Chen"))),
    *({"order_id": f"1{at}", "status": "cancel_requested"} for at in range(2)),
    *({"order_id": f"4{at}", "remark": f"In {of}, please"} for at, of in enumerate(("blue", "red", "black"))),
    *({"order_id": f"6{at}", "service": "DHL"} for at in range(2)),
)
"""The round's orders, by the queue that they come into."""


async def story(stage: Stage) -> None:
    """Every job is a key or two an order, and the next order is under the cursor by itself."""
    deck, state = stage.app.deck, stage.app.state
    await stage.arrive(lambda: orders_csv(stage.desk.paths, *ORDERS))

    async def queue(key: str, view: str, least: int) -> int:
        await stage.press(key)
        await stage.until(
            lambda: deck.queue_of(deck.table.cursor_key or "") == view and deck.table.row_count >= least
        )
        deck.table.move_to(0)  # where an order of the day's own stood before these came
        return deck.table.row_count

    def written_to() -> list[str]:
        with Ledger.open(stage.desk.paths) as ledger:
            return [act.order_key or "" for act in ledger.acts() if act.kind == "message_sent"]

    def letter_to() -> str:
        letter = deck.controls.letters._letter
        return letter.wanted.order_key if letter is not None and state.panel == "message" else ""

    await stage.tell(
        "Wholesale that isn't paid. t opens the letter; y copies it, s: sent, and the next one is there."
    )
    buyers = await queue("3", "wholesale_unpaid", 3)
    before = stage.keys
    await stage.press("t")
    for at in range(buyers):
        await stage.until(lambda: letter_to() not in ("", *written_to()))
        await stage.press("y", "s")
        await stage.until(lambda at=at: len(written_to()) == at + 1)  # type: ignore[misc]  # the number of this turn
    await stage.panel("")
    assert len(set(written_to())) == buyers >= 3
    assert stage.keys - before == 1 + 2 * buyers, "never more than three keys a buyer"

    await stage.tell("Cancel requests: the line says what to do at the marketplace, and by when; then x.")
    asked = await queue("1", "cancel_requests", 2)
    deck.status_line.dismiss()
    await stage.until(lambda: "accept or refuse it" in deck.status_line.shown)
    await each(stage, "x", asked)

    await stage.tell("Remarks: read in the list, h for each.")
    remarks = await queue("4", "remarks", 3)
    await stage.until(lambda: all(f"In {of}" in stage.screen for of in ("blue", "red", "black")))
    await each(stage, "h", remarks)

    await stage.tell("Express: packed and sent, x for each.")
    await each(stage, "x", await queue("6", "express", 2))


async def each(stage: Stage, key: str, orders: int) -> None:
    """One key for each of so many orders: the one that follows is under the cursor when one goes."""
    before = stage.keys
    for left in reversed(range(orders)):
        await stage.press(key)
        await stage.until(lambda left=left: stage.app.deck.table.row_count == left)  # type: ignore[misc]  # as above
    assert stage.keys - before == orders
