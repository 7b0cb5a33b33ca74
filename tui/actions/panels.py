"""Actions that only a panel has."""

from typing import Final

from orderdeck.tui.actions.model import Action, Scope
from orderdeck.tui.i18n import N_

_M = Scope.MESSAGE

ACTIONS: Final = (
    Action("panel.enter", N_("Open"), N_("Open what the cursor is on"), ("enter",), Scope.PANEL, footer=2),
    Action(
        "message.sent",
        N_("Mark sent"),
        N_("Write into the journal that you have sent it"),
        ("s",),
        _M,
        outward=True,
        undoable=True,
        footer=3,
    ),
    Action(
        "message.copy",
        N_("Copy"),
        N_("Copy the message to your clipboard"),
        ("y", "c"),
        _M,
        outward=True,
        footer=2,
    ),
    Action(
        "message.language", N_("Other language"), N_("The message in another language"), ("l",), _M, footer=4
    ),
    Action(
        "message.choose",
        N_("Which message"),
        N_("Choose from all messages that there are"),
        ("t",),
        _M,
        footer=5,
    ),
    Action("message.template", N_("Next message"), N_("The next message for the same order"), ("n",), _M),
    Action(
        "message.template_before",
        N_("Message before"),
        N_("The message before for the same order"),
        ("N",),
        _M,
    ),
    Action(
        "message.fact",
        N_("Supply facts"),
        N_("Fill in what is missing, or change a date"),
        ("e",),
        _M,
        footer=6,
    ),
    Action(
        "message.file",
        N_("Write file"),
        N_("Write the message to the outbox instead"),
        ("w",),
        _M,
        outward=True,
        footer=7,
    ),
    Action(
        "intake.rejects",
        N_("Rejects only"),
        N_("Only files that were refused or have rejected rows"),
        ("r",),
        Scope.INTAKE,
        footer=3,
    ),
    Action(
        "intake.withdraw",
        N_("Withdraw"),
        N_("Withdraw this export, as if it had never arrived; says first what that does to orders"),
        ("W",),
        Scope.INTAKE,
        undoable=True,
        footer=5,
    ),
    Action(
        "journal.filter",
        N_("Filter"),
        N_(
            "Only lines with these words; who:li order:8123 sku:A-1 kind:done since:8h until:18:00 narrow one part"
        ),
        ("slash",),
        Scope.JOURNAL,
        footer=3,
    ),
    Action(
        "journal.export",
        N_("Export"),
        N_("Write the journal, as it is narrowed, to the outbox as CSV"),
        ("E",),
        Scope.JOURNAL,
        outward=True,
        footer=4,
    ),
    Action(
        "report.since",
        N_("Since"),
        N_("Report since another time: 8h, 06:00, yesterday"),
        ("s",),
        Scope.REPORT,
        footer=3,
    ),
    Action(
        "report.export",
        N_("Export"),
        N_("Write the report to the outbox as HTML, Markdown or text"),
        ("E",),
        Scope.REPORT,
        outward=True,
        footer=4,
    ),
    Action(
        "people.hand_over",
        N_("Hand all over"),
        N_("Hand all orders that you hold over to this operator, with a note"),
        ("H",),
        Scope.PEOPLE,
        undoable=True,
        footer=3,
    ),
    Action(
        "people.take_over",
        N_("Take all over"),
        N_("Take everything over that this operator holds; asks first"),
        ("K",),
        Scope.PEOPLE,
        undoable=True,
        footer=4,
    ),
)
