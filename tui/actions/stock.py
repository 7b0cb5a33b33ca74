"""Actions about stock-outs: the board, the screen of one SKU, writing to buyers, the outbox."""

from typing import Final

from orderdeck.tui.actions import disabled_reasons as why
from orderdeck.tui.actions.model import Action, Scope
from orderdeck.tui.i18n import N_

_S, _B, _C, _X, _R = Scope.STOCKOUT, Scope.SHORT, Scope.CONTACT, Scope.OUTBOX, Scope.RESTOCK

DOORS: Final = (
    Action(
        "stock.open",
        N_("Stock-out"),
        N_("The SKU that the order is short of: its suppliers, its orders and the plan"),
        ("s",),
        Scope.ORDER,
        why.one_order,
        footer=7,
    ),
    Action(
        "stock.board",
        N_("Short SKUs"),
        N_("All SKUs that stock can't cover, the most urgent first"),
        ("S",),
        Scope.DECK,
        why.not_ready,
    ),
    Action(
        "stock.outbox",
        N_("Outbox"),
        N_("What is decided and waits to be carried out: purchase lists, delistings, late purchases, buyers"),
        ("b",),
        Scope.DECK,
        why.not_ready,
    ),
)

_HANDLERS: Final = (
    ("restock", N_("Restock"),
     N_("The suppliers beside each other, then pieces and date; three times enter takes what is proposed"),
     "r", "restock.open", 2, True),
    ("delist", N_("Delist"), N_("Take it off sale, or put it back: this SKU, or the product where none of it is left"),
     "d", "stock_acts.delist", 3, True),
    ("word", N_("Stock is…"), N_("Say what you know: out, 3 left, back, expected on a date"),
     "e", "stock_acts.word", 7, False)
)  # fmt: skip

SHORT: Final = (
    Action("short.open", N_("Open"), N_("The SKU with its orders and the plan"), ("enter",), _B, footer=1),
    Action("short.export", N_("Export"), N_("Write the short SKUs to the outbox"), ("E",), _B, outward=True),
    *(
        Action(f"short.{name}", label, help_, (key,), _B, outward=outward, undoable=True, footer=footer)
        for name, label, help_, key, handler, footer, outward in _HANDLERS
    ),
)

STOCKOUT: Final = (
    Action(
        "stockout.order", N_("Open order"), N_("Everything about the order"), ("enter",), _S, why.one_order
    ),
    Action(
        "stockout.mark", N_("Mark"), N_("Mark or unmark the order and go on"), ("space",), _S, why.one_order
    ),
    *(
        Action(f"stockout.{name}", label, help_, (key,), _S, outward=outward, undoable=True, footer=footer)
        for name, label, help_, key, handler, footer, outward in _HANDLERS
    ),
    Action(
        "stockout.export",
        N_("Export"),
        N_(
            "Orders, order lines, a picking list or packing slips to the outbox: of the marked orders, else of all in "
            "line for the SKU"
        ),
        ("E",),
        _S,
        outward=True,
    ),
    Action(
        "stockout.contact",
        N_("Write to buyers"),
        N_("A message to each buyer who has to be asked, in their language: read, copy, mark sent, next"),
        ("c",),
        _S,
        outward=True,
        undoable=True,
        footer=4,
    ),
    Action(
        "stockout.apply",
        N_("Apply plan"),
        N_(
            "Allot stock to orders that ship now, note what has to be ordered for those that wait, and open a case "
            "for each buyer to ask; shows it first, one undo"
        ),
        ("P",),
        _S,
        outward=True,
        undoable=True,
        footer=5,
    ),
    Action(
        "stockout.overrule",
        N_("Overrule"),
        N_("Another action than the plan's for the order, or for all marked ones"),
        ("o",),
        _S,
        why.no_order,
        undoable=True,
        footer=6,
    ),
    Action(
        "stockout.receipt",
        N_("Received"),
        N_("Pieces of a purchase have come in"),
        ("v",),
        _S,
        undoable=True,
        footer=8,
    ),
    Action(
        "stockout.purchases",
        N_("Purchases"),
        N_(
            "A purchase will never come; it and the restock keyed here are one, or two, also once it has come"
        ),
        ("I",),
        _S,
        undoable=True,
    ),
    Action(
        "stockout.move",
        N_("Move stock here"),
        N_("Take pieces from another order for this one; the other one goes without"),
        ("M",),
        _S,
        why.one_order,
        undoable=True,
    ),
    Action(
        "stockout.reallocate",
        N_("Cut losses"),
        N_(
            "Stock goes from orders that can wait for a restock to those that can't, where that loses less; shows it "
            "first, one undo"
        ),
        ("B",),
        _S,
        undoable=True,
    ),
    Action(
        "stockout.release",
        N_("Release stock"),
        N_("Give what is allotted to the order back to the line"),
        ("l",),
        _S,
        why.one_order,
        undoable=True,
    ),
    Action(
        "stockout.case",
        N_("Case"),
        N_("The buyer agreed, or the case is closed"),
        ("C",),
        _S,
        why.one_order,
        undoable=True,
    ),
)

CONTACT: Final = (
    Action(
        "contact.copy", N_("Copy"), N_("Copy the message to your clipboard"), ("y",), _C,
        outward=True, footer=2
    ),
    Action(
        "contact.sent",
        N_("Sent, next"),
        N_("You have sent it: write that into the journal and go on to the next buyer"),
        ("s",),
        _C,
        outward=True,
        undoable=True,
        footer=3
    ),
    Action("contact.next", N_("Next"), N_("The next buyer, without sending"), ("n", "space"), _C,
           footer=4),
    Action("contact.previous", N_("Before"), N_("The buyer before"), ("N",), _C),
    Action(
        "contact.all",
        N_("All at once"),
        N_("Write every message of the run into one file and mark them all as sent; asks first, one undo"),
        ("A",),
        _C,
        outward=True,
        undoable=True,
        footer=5
    ),
    Action("contact.facts", N_("Edit facts"), N_("Fill in what is missing, or change a date"), ("e",), _C, footer=6),
    Action("contact.language", N_("Language"), N_("The message in another language"), ("l",), _C, footer=7),
    Action("contact.template", N_("Other message"), N_("Ask to cancel, ask for time, let choose, offer another item"),
           ("t",), _C, footer=8),
    Action("contact.file", N_("Write file"), N_("Write the message to the outbox"), ("W",), _C,
           outward=True)
)  # fmt: skip

RESTOCK: Final = (
    Action(
        "restock.answer",
        N_("Answer"),
        N_("Note what the supplier says: so many left, there on a date, or in its own words"),
        ("a",),
        _R,
        undoable=True,
        footer=3,
    ),
    *(
        Action(
            f"restock.{place}",
            N_("Supplier with this number") if place else N_("Another supplier"),
            N_("Buy from the supplier with this number")
            if place
            else N_("Buy from a supplier that isn't listed"),
            (str(place),),
            _R,
            outward=True,
            undoable=True,
            listed=place < 2,
        )
        for place in range(10)
    ),
)

OUTBOX: Final = (
    Action(
        "outbox.write",
        N_("Write files"),
        N_("Write the list: CSV, Excel and a message to the supplier; or product ids in lots of 50"),
        ("W",),
        _X,
        outward=True,
        footer=3,
    ),
    Action(
        "outbox.sent",
        N_("Handed over"),
        N_("The list has been handed over: what comes later is for the next one"),
        ("x",),
        _X,
        outward=True,
        undoable=True,
        footer=4,
    ),
    Action(
        "outbox.copy",
        N_("Copy"),
        N_("Copy the message to the supplier, or the product ids"),
        ("y",),
        _X,
        outward=True,
        footer=5,
    ),
)

ACTIONS: Final = (*DOORS, *SHORT, *STOCKOUT, *CONTACT, *RESTOCK, *OUTBOX)
"""Everything about stock-outs."""
