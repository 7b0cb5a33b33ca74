"""eBay's reports say at their end how many records they have: with fewer rows than that a report isn't whole."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]
Report = tuple[int, int, int | None]
"""Rows, how many of them have no order number, and what the report says of its records."""
REPORTS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 1), st.one_of(st.none(), st.integers(0, 8))),
    min_size=1,
    max_size=3,
)


def _cells(
    profile: Profile, reports: list[Report], *, parted: bool
) -> tuple[list[str], list[list[str | None]]]:
    """Reports one below the other; `parted`: count and words of a footer in cells of their own."""
    names = ("order_id", "item_title", "sku", "quantity", "total", "placed_at")
    headers = [profile.headers()[name][0] for name in names]
    rows: list[list[str | None]] = []
    for number, (many, unnumbered, said) in enumerate(reports):
        for at in range(many):
            one = None if at < unnumbered else f"04-15250-{number}{at:04}"
            rows.append([one, "Lamp", "L1", "1", "12.50", "Oct-13-26"])
        rows.append([None] * 6)
        if said is not None:
            told = [str(said), " record(s) downloaded"] if parted else [f"{said} record(s) downloaded", None]
            rows.append([*told, *[None] * 4])
            rows.append([f"Seller ID : shop{number}", *[None] * 5])
    return headers, rows


@pytest.mark.parametrize("name", ["ebay", "ebay_au", "ebay_de", "ebay_fr", "ebay_uk", "ebay_sales_history"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(reports=REPORTS, parted=st.booleans(), batch=st.integers(1, 9))
def test_a_report_with_fewer_rows_than_it_says_is_noted(
    load: Load, profiles: dict[str, Profile], name: str, reports: list[Report], parted: bool, batch: int
) -> None:
    headers, rows = _cells(profiles[name], reports, parted=parted)
    frames = load(rows, headers, profile=name, batch=batch)
    wanted, read = [], 0
    for many, _, said in reports:
        read += many
        if said is not None:
            wanted += [f"records_missing|{said} / {read}"] if said > read else []
            read = 0
    noted = [note for note in frames.notes.elements() if note.startswith("records_missing|")]
    assert sorted(noted) == sorted(wanted)
