"""What an action is, and the situation in which it is asked whether it can be done."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from orderdeck.data.base.commands.records import Command, shown
from orderdeck.tui.i18n import N_, _, language


class Scope(StrEnum):
    """Where an action's keys are heard."""

    DECK = "deck"  # everywhere, panels included
    LIST = "list"  # over the orders of a queue
    ORDER = "order"  # on the order under the cursor, or on all marked ones
    PANEL = "panel"  # in any panel that covers the orders
    MESSAGE = "message"  # in the message panel
    INTAKE = "intake"  # in the intake panel
    JOURNAL = "journal"  # in the journal panel
    TEACH = "teach"  # in the wizard that teaches a new export, a screen of its own
    STOCKOUT = "stockout"  # on the screen of one SKU
    SHORT = "short"  # on the board of short SKUs
    CONTACT = "contact"  # in a run of messages to buyers
    RESTOCK = "restock"  # in the list of suppliers of a SKU
    OUTBOX = "outbox"  # in the outbox panel
    PEOPLE = "people"  # in the panel of operators
    REPORT = "report"  # in the report of a shift


SCOPE_TITLES: dict[Scope, str] = {
    Scope.DECK: N_("Everywhere"),
    Scope.LIST: N_("In the list"),
    Scope.ORDER: N_("On the order, or on all marked orders"),
    Scope.PANEL: N_("In a panel"),
    Scope.MESSAGE: N_("In the message panel"),
    Scope.INTAKE: N_("In the intake panel"),
    Scope.JOURNAL: N_("In the journal"),
    Scope.TEACH: N_("While teaching a new export"),
    Scope.STOCKOUT: N_("On the screen of a SKU"),
    Scope.SHORT: N_("On the board of short SKUs"),
    Scope.CONTACT: N_("Writing to buyers"),
    Scope.RESTOCK: N_("Choosing a supplier"),
    Scope.OUTBOX: N_("In the outbox"),
    Scope.PEOPLE: N_("In the panel of operators"),
    Scope.REPORT: N_("In the shift report"),
}
"""Scope -> heading (a msgid) in help and documentation, in their order."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the deck is looking at, as far as it decides what can be done."""

    ready: bool = True  # the desk is open
    panel: str = ""  # the panel that covers the orders: "intake", "help", …; "" where none does
    order_key: str = ""  # the order under the cursor
    finished: bool = False  # that order stands in no queue any more
    marked: int = 0
    mine: bool = False  # the order is claimed by this operator
    held_by: str = ""  # the other operator who has claimed it
    claimed: bool = False  # by anybody; of several marked orders: any
    has_remark: bool = False
    can_undo: bool = False
    can_redo: bool = False
    filtered: bool = False
    shown: int = 0  # orders shown in the list
    view: str = ""  # the queue, lens or panel whose orders are shown
    queue: str = ""  # the queue that the order under the cursor stands in
    read_only: bool = False  # nothing may be written to the desk
    own_outbox: bool = False  # files can be written elsewhere, where nothing may be written to the desk


READ_ONLY = N_("Read only: nothing is written to this desk.")
NO_PLACE = N_("Read only: files can be written neither to this desk nor to a place of your own.")
EXPORTS = frozenset(
    ("list.export", "stockout.export", "short.export", "journal.export", "report.export"),
)
"""Files of what is shown: of a desk that is only read they go to a place of the user's own."""
WRITES = frozenset(
    (
        "act.undo", "act.redo", "question.keep", "intake.teach", "teach.save", "message.file", "contact.file",
        "outbox.write",
    )
)  # fmt: skip
"""What writes to the desk and is no act that can be undone."""
READS = frozenset(("stockout.contact",))
"""What leads to such acts and writes nothing yet."""

Why = Callable[[Situation], str | None]
"""Gives the reason (a msgid) why an action can't be done now, or None where it can."""


def always(_now: Situation) -> str | None:
    """No reason against it, ever."""
    return None


@dataclass(frozen=True, slots=True)
class Action:
    """One thing an operator can do. `label`, `help` and what `why` gives are msgids."""

    id: str  # stable: users' key maps name it
    label: str
    help: str
    keys: tuple[str, ...]  # Textual's key names; the first is the one shown
    scope: Scope
    why: Why = always
    outward: bool = False  # leaves the deck or can't be taken back quietly: shows first what it will do
    undoable: bool = False  # an act of the journal, reversed by undo
    footer: int = 0  # place in the footer, 1 first; 0: not there
    listed: bool = True  # in the help; of several alike not each is
    footer_in: str = ""  # the one queue in whose footer it stands, whatever lens shows it; "": any
    command: Command | None = None  # what it runs, where it is one of the user's own

    def refusal(self, now: Situation) -> str | None:
        """Why it can't be done now, a msgid; that nothing may be written to the desk comes first."""
        return self.writing(now) or self.why(now)

    def writing(self, now: Situation) -> str | None:
        """That it would write to a desk that is only read."""
        if not now.read_only:
            return None
        if self.id in EXPORTS:
            return None if now.own_outbox else NO_PLACE
        return READ_ONLY if self.writes else None

    @property
    def writes(self) -> bool:
        """Whether it writes to the desk, exports apart."""
        if self.command is not None:
            return self.command.act is not None
        return self.id in WRITES or (self.undoable and self.id not in READS)

    @property
    def name(self) -> str:
        """What it is called, in the language spoken; a title of the user's own in the other where there is but one."""
        if self.command is None:
            return _(self.label)
        return self.command.called(language())

    @property
    def about(self) -> str:
        """What it does, in the language spoken; of a command of the user's own what it runs."""
        if self.command is None:
            return _(self.help)
        return _("Runs {command}", command=shown(self.command.run))
