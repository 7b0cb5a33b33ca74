"""Line statuses are known in whichever language the statuses of orders are: what was sent or cancelled owes nothing."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from orderdeck.data.base.text.linear_regex import Pattern
from orderdeck.data.base.vocabulary import status as codes
from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.normalise.values.statuses.status import SENT
from orderdeck.data.exports.normalise.values.text import fold
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]

AMAZON = {
    "sent": ("Shipped", "Versandt", "Versendet", "Expédié", "Expédiée", "Spedito", "Enviado", "Verzonden", "Wysłane",
             "Wysłano", "Skickad", "Skickat", "Gönderildi", "Kargoya verildi", "تم الشحن", "出荷済み", "発送済み",
             "已发货", "已出貨"),
    "cancelled": ("Cancelled", "Storniert", "Annulé", "Annulée", "Annullato", "Cancelado", "Geannuleerd", "Anulowane",
                  "Anulowano", "Avbruten", "Annullerad", "İptal edildi", "ملغي", "تم الإلغاء", "キャンセル済み",
                  "キャンセル", "已取消"),
    "open": ("Unshipped", "Nicht versandt", "Non expédié", "Non spedito", "No enviado", "Não enviado",
             "Niet verzonden", "Nie wysłano", "Niewysłane", "Ej skickad", "Inte skickad", "Gönderilmedi",
             "لم يتم الشحن", "未出荷", "未発送", "未发货", "未出貨"),
    "part": ("PartiallyShipped", "Teilweise versandt", "Partiellement expédié", "Parzialmente spedito",
             "Parcialmente enviado", "Gedeeltelijk verzonden", "Częściowo wysłane", "Delvis skickad",
             "Kısmen gönderildi", "تم الشحن جزئيًا", "一部出荷済み", "部分发货"),
}  # fmt: skip


def _field(profile: Profile) -> str | None:
    """The field in which a line's own status stands."""
    headers = profile.headers()
    if "line_status" in headers:
        return "line_status"
    own = profile.items.row_shape == "item" and (profile.owed.sent or profile.owed.cancelled)
    return "substatus" if own and "substatus" in headers else None


PROFILES = {one.name: one for one in load_profiles() if one.kind == "orders" and _field(one)}


def _labels() -> Iterator[tuple[str, str, str]]:
    for name, profile in PROFILES.items():
        returned = Pattern(profile.owed.returned or "$^")
        part = Pattern(profile.owed.part or "$^")
        for label, code in profile.status.labels.items():
            if not returned.fits([fold(label)])[0] and (
                not part.fits([fold(label)])[0] or code == codes.PART_SHIPPED
            ):
                yield name, label, code


def _read(load: Load, profile: Profile, words: Sequence[str], status: str) -> Frames:
    """An order for each of `words`, numbered from 0 on: two lines, A and B, of which A bears the word."""
    headers = {field: names[0] for field, names in profile.headers().items()}
    own = headers[_field(profile) or ""]
    rows = []
    for number, word in enumerate(words):
        cells = {"order_id": f"7011{number:04}", "status": status, "item_title": "Lamp", "quantity": "3"}
        order: dict[str, str | None] = {headers[f]: cell for f, cell in cells.items() if f in headers}
        rows += [order | {headers["sku"]: sku, own: said} for sku, said in (("A", word), ("B", None))]
    return load(rows, profile=profile)


def _lines(frames: Frames) -> dict[tuple[int, str], dict[str, Any]]:
    """(number of the order, SKU) -> the line."""
    lines = frames.lines.join(frames.orders.select("order_key", "order_id"), on="order_key")
    return {(int(line["order_id"][-4:]), line["sku"]): line for line in lines.to_dicts()}


def _open_word(profile: Profile) -> str:
    return next(label for label, code in profile.status.labels.items() if code == codes.TO_SHIP)


def test_some_profiles_have_statuses_of_lines() -> None:
    assert {"amazon_all_orders", "temu", "shopify", "orderdeck"} <= set(PROFILES)


@pytest.mark.parametrize("name", PROFILES)
def test_every_word_that_a_profile_knows_of_orders_it_knows_of_lines(load: Load, name: str) -> None:
    profile = PROFILES[name]
    known = [(label, code) for of, label, code in _labels() if of == name]
    lines = _lines(_read(load, profile, [label for label, _ in known], _open_word(profile)))
    for number, (label, code) in enumerate(known):
        gone = code in (*SENT, codes.CANCELLED)
        assert (lines[number, "A"]["owed"], lines[number, "B"]["owed"]) == (0 if gone else 3, 3), (
            label,
            code,
        )


@pytest.mark.parametrize(
    "order", ["Unshipped", "Nicht versandt", "未出荷", "PartiallyShipped", "Teilweise versandt"]
)
@pytest.mark.parametrize("state", AMAZON)
def test_amazons_words_in_the_languages_of_its_sellers(load: Load, state: str, order: str) -> None:
    words = AMAZON[state]
    frames = _read(load, PROFILES["amazon_all_orders"], words, order)
    lines = _lines(frames)
    for number, word in enumerate(words):
        line = lines[number, "A"]
        assert line["owed"] == (3 if state in ("open", "part") else 0), word
        assert (line["sent"], line["cancelled"]) == (
            3 if state == "sent" else None, 3 if state == "cancelled" else None,
        ), word  # fmt: skip
        assert lines[number, "B"]["owed"] == 3, word
    assert frames.notes["part_sent_unknown|item-status"] == (len(words) if state == "part" else 0)


@pytest.mark.parametrize("word", AMAZON["cancelled"])
def test_cancelled_lines_ask_for_no_money(load: Load, word: str) -> None:
    row = {"amazon-order-id": "1-1", "order-status": "Nicht versandt", "sku": "A", "item-status": "Nicht versandt",
           "quantity": "1", "item-price": "5.00", "currency": "EUR"}  # fmt: skip
    frames = load(
        [row, row | {"sku": "B", "item-status": word, "item-price": "9.00"}], profile="amazon_all_orders"
    )
    assert [str(total) for total in frames.orders["total"]] == ["5.0000"]
    assert frames.orders["status"].to_list() == ["to_ship"]
