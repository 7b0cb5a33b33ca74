"""Cells of times that hold no time: placeholders, null dates, words. None of them makes an order paid, sent, received
or cancelled, and what isn't plainly nothing is told."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from orderdeck.data.base.vocabulary import status as codes
from orderdeck.data.base.vocabulary.fields import DATE_FIELDS
from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile, StatusRule, StatusTable

Load = Callable[..., Frames]

PROFILES = {profile.name: profile for profile in load_profiles() if profile.kind == "orders"}
FIELDS = (*(field for field in DATE_FIELDS if field != "ship_by"), "cancelled_at")
CASES = [(name, field) for name, one in PROFILES.items() for field in FIELDS if field in one.headers()]
BY_RULES = [
    (name, field) for name, field in CASES if any(field in rule.when for rule in PROFILES[name].status.rules)
]
NOTHING = (
    "-", "--", "—", "/", "?", "n/a", "N/A", "None", "null", "NULL", "nan", "NaT", "0", "no", "无", "没有", "нет",
    "0000-00-00 00:00:00", "0000-00-00", "00/00/0000", "00.00.0000 00:00", "0000/00/00", "1900-01-00", "1900-01-01",
    "01/01/1970", "1970-01-01 00:00:00", "1970-01-01T08:00:00+08:00", "0001-01-01 00:00:00", "1899-12-30", "01.01.1900",
)  # fmt: skip
RUBBISH = ("pending", "not shipped", "未发货", "yes", "x", "13/45/2026", "30 Foo 2026", "#VALUE!", "2026")


def _read(load: Load, profile: Profile, field: str, cells: Sequence[str | None]) -> Frames:
    """Orders of `profile` in one file, two for each of `cells`, which stands in their column `field`: the status of one
    says that it is to be sent, that of the other nothing."""
    headers = profile.headers()
    label = next((label for label, code in profile.status.labels.items() if code == codes.TO_SHIP), None)
    rows = []
    for number, (cell, status) in enumerate((cell, said) for cell in cells for said in (label, None)):
        known = {
            "order_id": f"123456789012{number:03}1", "status": status, "placed_at": "2026-01-10 10:00:00",
            "paid_at": "2026-01-10 11:00:00", "sku": "A", "item_title": "Case", "quantity": "1", field: cell,
        }  # fmt: skip
        rows.append({headers[name][0]: text for name, text in known.items() if name in headers})
    return load(rows, profile=profile, shop="One")


def _told(frames: Frames) -> list[dict[str, object]]:
    """What becomes of each row, but for doubts and what tells it from others."""
    assert frames.rejects.is_empty()
    return frames.orders.sort("source_row").drop("order_key", "order_id", "source_row", "doubts").to_dicts()


@pytest.mark.parametrize(("name", "field"), CASES)
def test_what_says_that_there_is_no_time_is_a_blank_cell(load: Load, name: str, field: str) -> None:
    frames, blank = (_read(load, PROFILES[name], field, cells) for cells in (NOTHING, [None] * len(NOTHING)))
    for place, (one, other) in enumerate(zip(_told(frames), _told(blank), strict=True)):
        assert one == other, NOTHING[place // 2]
    assert frames.notes == blank.notes
    assert frames.orders["doubts"].null_count() == frames.orders.height


@pytest.mark.parametrize(("name", "field"), CASES)
def test_what_is_no_time_is_told_and_changes_nothing_else(load: Load, name: str, field: str) -> None:
    frames, blank = (_read(load, PROFILES[name], field, cells) for cells in (RUBBISH, [None] * len(RUBBISH)))
    doubts = frames.orders.sort("source_row")["doubts"].to_list()
    for place, (one, other) in enumerate(zip(_told(frames), _told(blank), strict=True)):
        cell = RUBBISH[place // 2]
        assert one == other, cell
        assert doubts[place] == f"{field}_unreadable|{cell}", cell
    assert [times for note, times in frames.notes.items() if note.startswith("date_unreadable|")] == [
        len(doubts)
    ]


@given(case=st.sampled_from(BY_RULES), cell=st.text(st.characters(categories=("L", "P", "S")), min_size=1))
def test_no_word_makes_an_order_paid_or_sent_or_cancelled(
    load: Load, case: tuple[str, str], cell: str
) -> None:
    name, field = case
    frames = _read(load, PROFILES[name], field, [cell, None])
    statuses = frames.orders.sort("source_row")["status"].to_list()
    assert statuses[:2] == statuses[2:]


@pytest.mark.parametrize(
    ("date", "others"),
    [
        ("2026-01-12 10:00:00", "2026-01-12 10:{:02}"),
        ("30/11/2026", "11/30/2026 10:{:02}"),
        ("11/30/2026 10:00", "30/11/2026 10:{:02}"),
        ("46000", "2026-01-12 10:{:02}"),
    ],
)
def test_a_date_cancels_in_whichever_order_it_is_written(load: Load, date: str, others: str) -> None:
    """How the rest of the file writes its dates, or that it can't be told for this one, makes it no less a date."""
    headers = {
        name: PROFILES["shopify"].headers()[name][0] for name in ("order_id", "placed_at", "cancelled_at")
    }
    rest = {"Lineitem quantity": "1", "Lineitem name": "A", "Financial Status": "paid"}
    rows = [{headers["order_id"]: f"#{n}", headers["placed_at"]: others.format(n), **rest} for n in range(30)]
    rows[7][headers["cancelled_at"]] = date
    statuses = load(rows, profile="shopify", shop="One").orders.sort("source_row")["status"].to_list()
    assert statuses[7] == codes.CANCELLED
    assert codes.CANCELLED not in statuses[:7] + statuses[8:]


def test_a_pattern_of_a_rule_goes_by_the_text(load: Load) -> None:
    """A profile that gives words of such a cell a meaning is taken at its word."""
    rules = [StatusRule(when={"cancelled_at": "yes|ja"}, status=codes.CANCELLED)]
    own = PROFILES["orderdeck"]
    profile = structs.replace(
        own,
        aliases={**own.aliases, "cancelled_at": ["cancelled"]},
        status=StatusTable(rules=rules, labels=own.status.labels),
    )
    row = {"order_id": "A-1", "status": "to_ship", "sku": "S", "quantity": "1"}
    read = [load([{**row, "cancelled": text}], profile=profile) for text in ("ja", "-", "maybe")]
    assert [frames.orders["status"].item() for frames in read] == [codes.CANCELLED, "to_ship", "to_ship"]
