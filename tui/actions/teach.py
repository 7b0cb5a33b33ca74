"""Actions of the wizard that teaches a new export."""

from typing import Final

from orderdeck.tui.actions.model import Action, Scope
from orderdeck.tui.i18n import N_

_T = Scope.TEACH

INTAKE: Final = (
    Action(
        "intake.teach",
        N_("Teach"),
        N_("Teach orderdeck this refused file: its columns, statuses and times"),
        ("T",),
        Scope.INTAKE,
        footer=4,
    ),
)
"""The way in, from the files that arrived."""

ACTIONS: Final = (
    Action(
        "teach.field",
        N_("Choose field"),
        N_("What this column is: choose the field from a list"),
        ("enter", "e"),
        _T,
        footer=1,
    ),
    Action(
        "teach.ignore",
        N_("Leave out"),
        N_("Leave this column out; again: as it was proposed"),
        ("x",),
        _T,
        footer=2,
    ),
    Action(
        "teach.details",
        N_("Why"),
        N_("Why the column is taken for that, its values, what else it could be"),
        ("space",),
        _T,
    ),
    Action("teach.next_doubt", N_("Next doubt"), N_("Go to the next doubtful column"), ("N",), _T),
    Action("teach.zone", N_("Time zone"), N_("Time zone of the file's times"), ("z",), _T, footer=3),
    Action(
        "teach.currency",
        N_("Currency"),
        N_("Currency of amounts that name none"),
        ("dollar_sign",),
        _T,
        footer=4,
    ),
    Action(
        "teach.statuses",
        N_("Statuses"),
        N_("What each status text of the file stands for"),
        ("m",),
        _T,
        footer=5,
    ),
    Action(
        "teach.shape",
        N_("Row shape"),
        N_("How rows make orders: the next of five ways"),
        ("t",),
        _T,
        footer=6,
    ),
    Action(
        "teach.dates",
        N_("Day and month"),
        N_("Whether the day or the month comes first in the file's dates"),
        ("D",),
        _T,
    ),
    Action(
        "teach.encoding",
        N_("Encoding"),
        N_("In which encoding the file's text is, where letters are shown wrong; all is guessed anew"),
        ("E",),
        _T,
    ),
    Action(
        "teach.kind",
        N_("Kind of file"),
        N_("Orders, stock, purchases, products, suppliers or tracking numbers; columns are guessed anew"),
        ("K",),
        _T,
    ),
    Action("teach.name", N_("Name it"), N_("The profile's name"), ("n",), _T),
    Action(
        "teach.pane",
        N_("Other pane"),
        N_("To the preview and back; moving scrolls it"),
        ("tab", "shift+tab"),
        _T,
    ),
    Action("teach.preview", N_("Preview"), N_("Read the file anew and show how it would load"), ("p",), _T),
    Action(
        "teach.save",
        N_("Save"),
        N_("Write the profile; the file is loaded by it"),
        ("S", "w"),
        _T,
        outward=True,
        footer=7,
    ),
    Action("teach.help", N_("Help"), N_("These keys"), ("question_mark",), _T, footer=9),
    Action(
        "teach.leave",
        N_("Leave"),
        N_("Leave without saving; what was changed is asked about first"),
        ("q", "escape"),
        _T,
        footer=8,
    ),
)
"""Keys of the wizard; moving is as in the deck."""
