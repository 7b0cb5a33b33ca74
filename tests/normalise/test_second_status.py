"""Words beside the status that nothing knows: noted, and looked at where such a column can hold an order back."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orderdeck.data.base.vocabulary import status as codes
from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.normalise.values.statuses.status import StatusReader
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile
from tests.profiles.test_return_wishes import REFUSED

Load = Callable[..., Frames]

PROFILES = {profile.name: profile for profile in load_profiles() if profile.kind == "orders"}
HOLDING = (
    ("shopee", "substatus"), ("shopee_th", "substatus"), ("shopee_id", "substatus"), ("tiktok", "cancel_request"),
    ("aliexpress_ru", "risk_status"), ("amazon_all_orders", "cancel_request"), ("shopify", "substatus"),
)  # fmt: skip
"""Columns that tell of claims, of checks, of what is asked for."""
DETAIL = (
    ("temu", "substatus"), ("amazon_all_orders", "substatus"), ("shopify", "line_status"), ("orderdeck", "line_status"),
    ("aliexpress_ru", "substatus"), ("aliexpress_ru", "payment_status"),
)  # fmt: skip
"""Columns that tell of the parcel, the item, the payment."""
SILENT = (("tiktok", "substatus"),)
"""Columns by which nothing is told."""

NOTHING = ("", "-", "--", "N/A", "None", "no", "无", "なし")
HARMLESS = (
    ("shopee", "Request Rejected"), ("shopee", "Return/Refund request declined"), ("shopee_id", "Permohonan ditolak"),
    ("shopee_th", "คำขอถูกปฏิเสธ"), ("shopify", "unfulfilled"), ("shopify", "In progress"),
    ("shopify", "request_accepted"), ("aliexpress_ru", "Passed"), ("amazon_all_orders", "false"),
)  # fmt: skip


def _words() -> st.SearchStrategy[str]:
    syllables = st.sampled_from(("zo", "quim", "vra", "plu", "хым", "щу", "蘑", "鲸", "ฆฬ"))
    return st.lists(syllables, min_size=3, max_size=5).map("".join)


def _open_word(profile: Profile) -> str:
    return next(label for label, code in profile.status.labels.items() if code == codes.TO_SHIP)


def _read(load: Load, profile: Profile, field: str, word: str | None, status: str = "") -> Frames:
    headers = {name: spelled[0] for name, spelled in profile.headers().items()}
    cells = {"order_id": "70112345", "status": status or _open_word(profile), "sku": "A", "item_title": "Lamp",
             "quantity": "3", "paid_at": "2026-01-03 10:00:00", "ship_by": "2026-01-19 10:00:00"}  # fmt: skip
    row: dict[str, str | None] = {headers[name]: cell for name, cell in cells.items() if name in headers}
    return load([row | {headers[field]: word or None}], profile=profile)


@pytest.mark.parametrize(("name", "field"), [*HOLDING, *DETAIL, *SILENT])
@given(word=_words())
def test_a_word_that_nothing_knows(load: Load, name: str, field: str, word: str) -> None:
    profile = PROFILES[name]
    assume(StatusReader(profile.status).code(word) == codes.UNRECOGNISED)
    frames, without = _read(load, profile, field, word), _read(load, profile, field, None)
    before, after = without.orders["status"].item(), frames.orders["status"].item()
    assert before == codes.TO_SHIP
    assert after == (codes.UNRECOGNISED if (name, field) in HOLDING else codes.TO_SHIP)
    noted = [note for note in frames.notes if note.startswith("second_status_unknown|")]
    said = f"second_status_unknown|{word}"
    if (name, field) in SILENT:
        assert not noted
        assert frames.orders["doubts"].item() is None
    else:
        assert len(noted) == 1
        assert said in frames.orders["doubts"].item()
    assert not any("second_status" in note for note in without.notes)


@pytest.mark.parametrize(("name", "field"), [*HOLDING, *DETAIL])
@given(word=_words(), code=st.sampled_from((codes.SHIPPED, codes.CANCELLED, codes.AWAITING_PAYMENT)))
def test_it_matters_only_where_the_order_would_be_sent(
    load: Load, name: str, field: str, word: str, code: str
) -> None:
    profile = PROFILES[name]
    label = next((label for label, meant in profile.status.labels.items() if meant == code), None)
    assume(label and StatusReader(profile.status).code(word) == codes.UNRECOGNISED)
    frames, without = (_read(load, profile, field, said, label or "") for said in (word, None))
    assert frames.orders["status"].item() == without.orders["status"].item()
    assert not any("second_status" in note for note in frames.notes)


@pytest.mark.parametrize(("name", "field"), [*HOLDING, *DETAIL])
@pytest.mark.parametrize("word", NOTHING)
def test_a_cell_that_says_nothing_is_known(load: Load, name: str, field: str, word: str) -> None:
    frames = _read(load, PROFILES[name], field, word)
    assert frames.orders["status"].item() == codes.TO_SHIP
    assert frames.orders["doubts"].item() is None


@pytest.mark.parametrize(("name", "word"), HARMLESS)
def test_words_that_change_nothing_are_known(load: Load, name: str, word: str) -> None:
    field = next(field for profile, field in HOLDING if profile == name)
    frames = _read(load, PROFILES[name], field, word)
    assert frames.orders["status"].item() == codes.TO_SHIP
    assert frames.orders["doubts"].item() is None


@pytest.mark.parametrize(("name", "field"), [*HOLDING, *DETAIL, *SILENT])
def test_a_word_that_is_known_to_ask_back_holds_the_order(load: Load, name: str, field: str) -> None:
    """ "Return/Refund" is a status of Shopee's, and stands in its column for claims as well."""
    labels = PROFILES[name].status.labels
    asking = {
        label: code for label, code in labels.items() if code in (codes.CANCEL_REQUESTED, codes.DISPUTE)
    }
    found = {label: _read(load, PROFILES[name], field, label).orders["status"].item() for label in asking}
    held = {label for label, code in found.items() if code in (codes.CANCEL_REQUESTED, *codes.HELD)}
    assert held == asking.keys()


def test_what_only_is_like_a_wish_changes_nothing(load: Load) -> None:
    """Also where a pattern for the status takes it for one."""
    read = {
        word: _read(load, PROFILES["shopee"], "substatus", word).orders["status"].item() for word in REFUSED
    }
    assert read == dict.fromkeys(REFUSED, codes.TO_SHIP)
