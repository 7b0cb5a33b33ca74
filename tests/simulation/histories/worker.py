"""One of several processes on one desk that undo, redo, allot, move, plan and take all at once.

python -m tests.simulation.histories.worker DIR OPERATOR NAME SEED COUNT [UNMENDED]

One JSON object a line: {"ready": true}; {"ask": id, "kind": …} before each request, {"told": [id, …], "notes": […]}
once it was told what became of it; {"end": …} with what its desk shows once all have stopped.
"""

import json
import os
import random
import sys
from pathlib import Path
from typing import Any

from orderdeck.data.actions import Outcome, Request, redo, take_next, undo
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.ledger import LedgerBusy
from orderdeck.data.stock.acts.scripted import act
from orderdeck.data.stock.open_desk import open_desk
from tests.simulation.unmended import UNMENDED

KINDS = (
    "undo", "undo", "redo", "redo", "allot", "allot", "move_stock", "release_allotment", "apply_plan", "take_next",
    "claim", "release",
)  # fmt: skip


def tell(**said: object) -> None:
    """One line, written in one piece."""
    os.write(1, json.dumps(said).encode() + b"\n")


def asked(desk: Desk, kind: str, operator: str, name: str, dice: random.Random) -> Outcome:
    """Does one thing of `kind`, on orders and SKUs by chance."""
    keys = [f"other:S:N{number}" for number in range(1, 13)]
    match kind:
        case "undo" | "redo":
            return {"undo": undo, "redo": redo}[kind](desk, desk.ledger, operator, act_id=name)
        case "take_next":
            return take_next(desk, desk.ledger, dice.choice(("standard", "stockouts")), operator, act_id=name)
    data: dict[str, Any] = {}
    target = dice.choice(keys)
    if kind == "move_stock":
        data = {"source": dice.choice(keys), "sku": dice.choice("AB")}
    if kind == "apply_plan":
        target = dice.choice("AB")
    request = Request(kind=kind, targets=(target,), operator=operator, data=data, ids=(name,), group=name)
    return act(desk, request)


def shows(desk: Desk) -> list[list[Any]]:
    """Who holds which order, and which pieces."""
    held = (
        "select order_key, sku, sum(quantity)::bigint from allotments where applied group by all order by all"
    )
    standing = (
        "select order_key, queue, coalesce(claimed_by, ''), coalesce(short, 0) from standing order by all"
    )
    return [[*row] for sql in (held, standing) for row in desk.con.execute(sql).fetchall()]


def main() -> None:
    folder, operator, name, seed, count, *unmended = sys.argv[1:]
    for fault in unmended:
        UNMENDED[fault]().__enter__()
    dice = random.Random(f"{seed} {name}")
    desk = open_desk(DeskPaths.of(Path(folder)), Settings(), operator=operator)
    tell(ready=True)
    sys.stdin.readline()  # all begin together
    for number in range(int(count)):
        kind, one = dice.choice(KINDS), f"{name}-{number}"
        tell(ask=one, kind=kind)
        try:
            outcome = asked(desk, kind, operator, one, dice)
        except LedgerBusy:
            tell(busy=one)
            continue
        tell(told=[act.id for act in outcome.done], notes=[note.code for note in outcome.notes], of=one)
    tell(acted=True)
    sys.stdin.readline()  # all have ended
    desk.catch_up()
    tell(end=shows(desk))
    desk.close()


if __name__ == "__main__":
    main()
