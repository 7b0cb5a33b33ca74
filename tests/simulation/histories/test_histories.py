"""Histories of eight processes on one desk; the short form of `python -m tests.simulation histories`."""

import pytest

from tests.simulation.histories.history import impossible, play
from tests.simulation.model.journal import Act


def test_eight_processes_at_once_lose_and_double_nothing() -> None:
    wrong, acts = play(seed=5, count=8)
    assert wrong == []
    assert acts > 8


N3 = "other:S:N3"


@pytest.mark.parametrize(
    ("journal", "told"),
    [
        ([("claim", N3, {}, None), ("undo", N3, {}, "0"), ("undo", N3, {}, "0")], "didn't count any more"),
        (
            [("claim", N3, {}, None), ("undo", N3, {}, "0"), ("redo", N3, {}, "1"), ("redo", N3, {}, "1")],
            "again already",
        ),
        ([("allot", N3, {"quantity": 1}, None)], "half of what it wants"),
    ],
)
def test_what_can_not_have_been_is_seen(
    journal: list[tuple[str, str, dict[str, int], str | None]], told: str
) -> None:
    acts = [
        Act(f"{n}", f"{n}", n, "li", kind, order, "A" if kind == "allot" else None, None, data, undoes)
        for n, (kind, order, data, undoes) in enumerate(journal)
    ]
    [said] = impossible(acts)
    assert told in said
