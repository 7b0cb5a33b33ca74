"""What the machine draws: files, acts, and when to die."""

from enum import Enum
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from tests.simulation.crash import Kill
from tests.simulation.model.desk import OPERATORS, REMARKS
from tests.simulation.model.files import DAY, PLACED, SKUS, Content, Row


class Naming(Enum):
    """What a file is called."""

    PLAIN = "{n}.csv"
    RANGE = "orders_20240301_20240331 {n}.csv"
    COPY = "copy of {n}.csv"

    def name_of(self, number: str) -> str:
        return self.value.format(n=number)


class Drawn(NamedTuple):
    """A file to come. `age`: how long ago it was written, in seconds, by its own time."""

    content: Content
    naming: Naming
    age: int
    name: str = ""
    """What it is called, where that isn't left to `naming`."""


AGES: Final = st.sampled_from((0, 0, 0, 1800, 2 * 3600, 30 * 3600, 9000 * DAY))
"""New, late, late by more than a day, or from a clock that has begun anew in 1999."""
LINES: Final = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 3), min_size=1, max_size=2).map(
    lambda found: tuple(sorted(found.items()))
)
ROWS: Final = st.builds(
    Row,
    st.sampled_from(
        (
            "to_ship",
            "to_ship",
            "to_ship",
            "shipped",
            "cancel_requested",
            "finished",
            "risk_control",
            "awaiting_payment",
        )
    ),
    st.sampled_from(list(REMARKS)),
    LINES,
)
CONTENTS: Final = st.dictionaries(st.sampled_from(sorted(PLACED)), ROWS, min_size=1).map(
    lambda found: Content(orders=tuple(sorted(found.items())))
)
COUNTED: Final = st.dictionaries(st.sampled_from(SKUS), st.integers(0, 7), min_size=1).map(
    lambda found: Content(stock=tuple(sorted(found.items())))
)
FILES: Final = st.lists(
    st.builds(Drawn, CONTENTS | COUNTED, st.sampled_from(Naming), AGES, st.just("")), min_size=1, max_size=3
)

OPERATOR: Final = st.sampled_from(OPERATORS)
ORDER: Final = st.sampled_from(sorted(PLACED))
SKU: Final = st.sampled_from(SKUS)

Asking = tuple[str, dict[str, Any]]
ORDER_ACTS: Final[st.SearchStrategy[Asking]] = st.one_of(
    st.sampled_from(
        (
            "claim",
            "take_over",
            "release",
            "done",
            "reopen",
            "wake",
            "remark_handled",
            "message_sent",
            "packed",
        )
    ).map(lambda kind: (kind, {})),
    st.builds(lambda to: ("hand_over", {"to": to}), OPERATOR),
    st.builds(lambda hours: ("snooze", {"hours": hours}), st.sampled_from((0, 2, 20))),
    st.just(("note", {"text": "x"})),
    st.builds(lambda answer: ("cancel_answered", {"answer": answer}), st.sampled_from(("agreed", "refused"))),
)
STOCK_ACTS: Final[st.SearchStrategy[Asking]] = st.one_of(
    st.sampled_from(("allot", "release_allotment")).map(lambda kind: (kind, {})),
    st.builds(lambda source, sku: ("move_stock", {"source": source, "sku": sku}), ORDER, SKU),
)
WORDS: Final[st.SearchStrategy[dict[str, Any]]] = st.one_of(
    st.sampled_from(("out", "back")).map(lambda word: {"word": word}),
    st.builds(lambda n: {"word": "left", "quantity": n}, st.integers(0, 7)),
)
KILLS: Final = st.builds(Kill, st.integers(1, 12), st.booleans())
