"""Which function does which action of the wizard."""

from collections.abc import Callable
from typing import Final

from orderdeck.tui.teach.steps import Steps

HANDLERS: Final[dict[str, Callable[[Steps], None]]] = {
    "teach.field": Steps.field,
    "teach.ignore": Steps.ignore,
    "teach.details": Steps.details,
    "teach.next_doubt": Steps.next_doubt,
    "teach.zone": Steps.zone,
    "teach.currency": Steps.currency,
    "teach.statuses": Steps.statuses,
    "teach.shape": Steps.shape,
    "teach.dates": Steps.dates,
    "teach.encoding": Steps.encoding,
    "teach.kind": Steps.kind,
    "teach.name": Steps.rename,
    "teach.pane": Steps.pane,
    "teach.preview": Steps.preview,
    "teach.save": Steps.save,
    "teach.help": Steps.help,
    "teach.leave": Steps.leave,
}
"""Action id -> what does it."""
