"""Every kind of act: what it is about, what it carries, by which rules it is done.

Other modules add theirs with `register` (stock does); deck, scripts and documentation read them all from `KINDS`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from orderdeck.data.actions import rules
from orderdeck.data.actions.rules import Against, Fill, Note, Rule

if TYPE_CHECKING:
    from orderdeck.data.actions.orders import Standing

Target = Literal["order", "sku", "either", "export", "none"]
FieldType = Literal["text", "long_text", "time", "count", "money", "flag", "choice"]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A value that an act carries in `data`.

    text and long_text (with line breaks) are cleaned; time is µs since the epoch, UTC; money is decimal text.
    """

    name: str
    type: FieldType = "text"
    required: bool = False
    choices: tuple[str, ...] = ()


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of act."""

    key: str
    target: Target = "order"
    fields: tuple[Field, ...] = ()
    undoable: bool = True
    claims: bool = True
    """Whether acting claims the order first, so that no two operators do the same."""
    outward: bool = False
    """Whether it says that something left the desk, which no undo calls back."""
    stages: tuple[str, ...] = ()
    """Stages (data.desk.tables.rules.STAGES) an order has to be in; empty: any."""
    finished: bool = False
    """Whether it can be done on an order that is finished with."""
    by_hand: bool = True
    """Whether `perform` takes it from a request; the others have functions of their own (undo, take next)."""
    rule: Rule | None = None
    """What stands against it, beside all that is said above."""
    fill: Fill | None = None
    """What it carries besides."""
    note: Note | None = None
    """What is worth a word where it is done all the same."""
    looks: bool = False
    """Whether rule or fill look further than at the order itself: only the desk's own thread can ask them."""

    def against(self, order: "Standing") -> Against | None:
        """Why an order that stands so can't have it, whatever its rule says."""
        if order.finished:
            return None if self.finished else ("finished", order.status)
        if self.stages and order.stage not in self.stages:
            return "not_this_stage", order.stage
        return None


_BUILT_IN: Final = (
    Kind(key="claim", claims=False),
    Kind(key="take_over", claims=False),
    Kind(key="release", claims=False, rule=rules.held, fill=rules.from_another),
    Kind(
        key="hand_over",
        fields=(Field(name="to", required=True), Field(name="note", type="long_text")),
        claims=False,
        fill=rules.from_another,
    ),
    Kind(key="done", fields=(Field(name="note", type="long_text"),), rule=rules.done),
    Kind(key="reopen", rule=rules.reopen),
    Kind(key="snooze", fields=(Field(name="until", type="time", required=True),), rule=rules.snooze),
    Kind(key="wake", rule=rules.wake),
    Kind(
        key="note", fields=(Field(name="text", type="long_text", required=True),), claims=False, finished=True
    ),
    Kind(
        key="remark_handled",
        fields=(Field(name="note", type="long_text"), Field(name="remark")),
        rule=rules.remark_handled,
        fill=rules.remark,
    ),
    Kind(
        key="consent_recorded",
        fields=(
            Field(
                name="what",
                type="choice",
                required=True,
                choices=("address", "name", "carrier", "variant", "phone", "other"),
            ),
            Field(name="note", type="long_text"),
        ),
    ),
    Kind(
        key="cancel_answered",
        fields=(
            Field(name="answer", type="choice", required=True, choices=("agreed", "refused")),
            Field(name="note", type="long_text"),
        ),
        stages=("cancel",),
        rule=rules.cancel_answered,
    ),
    Kind(
        key="message_sent",
        fields=(Field(name="template"), Field(name="language"), Field(name="text", type="long_text")),
        outward=True,
    ),
    Kind(key="packed", fields=(Field(name="note", type="long_text"),), stages=("to_ship",)),
    Kind(key="whole", target="export", fields=(Field(name="always", type="flag"),), claims=False),
    Kind(key="partial", target="export", fields=(Field(name="always", type="flag"),), claims=False),
    Kind(
        key="withdraw",
        target="export",
        fields=(Field(name="export", required=True), Field(name="file")),
        claims=False,
        by_hand=False,
    ),
    Kind(key="undo", target="none", undoable=False, claims=False, by_hand=False),
    Kind(key="redo", target="none", undoable=False, claims=False, by_hand=False),
)

_all: Final[dict[str, Kind]] = {kind.key: kind for kind in _BUILT_IN}

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(_all)
"""Kind by key, in the order of their registration."""


def register(*kinds: Kind) -> None:
    """Adds kinds of acts. The same kind twice is fine; another one under a known key raises ValueError."""
    for kind in kinds:
        if _all.setdefault(kind.key, kind) != kind:
            raise ValueError(f"there is another kind of act {kind.key!r}")
