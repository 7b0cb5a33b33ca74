"""The rest of a proposal: row shape, statuses, dates, zone, currency, kind; where the header is; what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise import Refusal
from orderdeck.data.exports.teach.guess.propose import choose_field, propose, propose_kind
from orderdeck.data.exports.teach.model import Proposal

Proposed = Callable[..., Proposal]

HEAD = [
    "Bestellnummer",
    "Bestelldatum",
    "Artikelnummer",
    "Menge",
    "Einzelpreis",
    "Lieferland",
    "Bestellstatus",
]


def rows(count: int, **columns: Callable[[int], str]) -> list[list[str]]:
    """Rows under HEAD; `columns` replaces one by its header."""
    usual: dict[str, Callable[[int], str]] = {
        "Bestellnummer": lambda row: f"88{1000 + row}",
        "Bestelldatum": lambda row: f"2026-03-{1 + row % 28:02} 10:00:00",
        "Artikelnummer": lambda row: f"MUG-{row % 7}-RED",
        "Menge": lambda row: str(1 + row % 3),
        "Einzelpreis": lambda row: f"{row % 9}.50",
        "Lieferland": lambda row: "Germany",
        "Bestellstatus": lambda row: ("versandt", "bezahlt", "blubb")[row % 3],
    } | columns
    return [[usual[name](row) for name in HEAD] for row in range(count)]


def test_every_column_of_a_german_export_is_known(proposed: Proposed) -> None:
    found = proposed(HEAD, rows(20))
    assert [column.field for column in found.columns] == [
        "order_id", "placed_at", "sku", "quantity", "unit_price", "country", "status",
    ]  # fmt: skip
    assert found.kind == "orders"


def test_status_words_are_mapped_and_unknown_ones_marked(proposed: Proposed) -> None:
    found = proposed(HEAD, rows(20))
    assert found.statuses == {"versandt": "shipped", "bezahlt": "to_ship", "blubb": "unrecognised"}


@pytest.mark.parametrize(
    ("changes", "shape"),
    [
        ({"Bestellnummer": lambda row: f"88{1000 + row // 2}"}, "item"),
        ({"Bestellnummer": lambda row: f"88{1000 + row}" if row % 2 == 0 else ""}, "item_fill_down"),
        (
            {
                "Bestellnummer": lambda row: f"88{1000 + row // 2}",
                "Lieferland": lambda row: "Germany" if row % 2 == 0 else "",
                "Bestellstatus": lambda row: "bezahlt" if row % 2 == 0 else "",
            },
            "item_fill_down",
        ),
        (
            {
                "Bestellnummer": lambda row: f"88{1000 + row // 3}",
                "Artikelnummer": lambda row: f"MUG-{row % 7}" if row % 3 else "",
                "Menge": lambda row: "1" if row % 3 else "",
                "Einzelpreis": lambda row: "2.50" if row % 3 else "",
                "Lieferland": lambda row: "Germany" if row % 3 == 0 else "",
                "Bestellstatus": lambda row: "bezahlt" if row % 3 == 0 else "",
            },
            "summary_then_items",
        ),
    ],
)
def test_row_shapes_are_told_from_repeats_and_blanks(
    proposed: Proposed, changes: dict[str, Callable[[int], str]], shape: str
) -> None:
    assert proposed(HEAD, rows(24, **changes)).row_shape == shape


def test_rows_without_a_quantity_and_with_repeated_numbers_are_pieces(proposed: Proposed) -> None:
    head = [name for name in HEAD if name != "Menge"]
    short = [row[:3] + row[4:] for row in rows(24, Bestellnummer=lambda row: f"88{1000 + row // 3}")]
    assert proposed(head, short).row_shape == "unit"


def test_many_orders_of_one_row_each_are_a_row_an_order(proposed: Proposed) -> None:
    assert proposed(HEAD, rows(80)).row_shape == "order"
    assert proposed(HEAD, rows(10)).row_shape == "item"


@pytest.mark.parametrize(
    ("date", "order"),
    [
        (lambda row: f"{13 + row % 15}/03/2026", "dmy"),
        (lambda row: f"03/{13 + row % 15}/2026", "mdy"),
        (lambda row: f"{1 + row % 9}/{1 + row % 9}/2020", ""),
        (lambda row: "2026-03-05", "auto"),
    ],
)
def test_the_order_of_dates_is_read_off_or_asked(
    proposed: Proposed, date: Callable[[int], str], order: str
) -> None:
    assert proposed(HEAD, rows(20, Bestelldatum=date)).date_order == order


def test_the_zone_is_asked_unless_times_say_their_offset(proposed: Proposed) -> None:
    plain = proposed(HEAD, rows(20))
    assert (plain.zone, plain.zone_hint) == ("", "Europe/Berlin")
    assert proposed(HEAD, rows(20, Bestelldatum=lambda row: "2026-03-05T10:00:00+01:00")).zone == "UTC"


def test_currency_and_decimal_mark_come_from_the_amounts(proposed: Proposed) -> None:
    found = proposed(HEAD, rows(20, Einzelpreis=lambda row: f"{row},50 €"))
    assert (found.currency, found.decimal) == ("EUR", ",")


def test_correcting_a_column_guesses_what_follows_anew(proposed: Proposed) -> None:
    found = proposed(HEAD, rows(20))
    status, price = found.columns[6], found.columns[4]
    choose_field(found, status, "")
    assert found.statuses == {}
    assert found.otherwise == "to_ship"
    choose_field(found, price, "total")
    assert found.mapping["total"] == price.name
    assert "unit_price" not in found.mapping
    assert found.total_of == []


def test_a_field_belongs_to_one_column(proposed: Proposed) -> None:
    found = proposed(HEAD, rows(20))
    choose_field(found, found.columns[4], "quantity")
    assert found.columns[3].field == ""


def test_stock_purchases_and_suppliers_are_told_apart(proposed: Proposed) -> None:
    stock = proposed(
        ["Artikelnummer", "Bezeichnung", "Lagerbestand", "Lager"],
        [[f"MUG-{row}-R", "Ceramic mug", str(row * 7), "Main"] for row in range(12)],
    )
    assert (stock.kind, stock.mapping["on_hand"]) == ("stock", "lagerbestand")
    bought = proposed(
        ["Purchase order no.", "Vendor", "Item Code", "Qty", "Unit cost", "Expected date"],
        [[f"77{100 + row}", "Yiwu Ltd", f"MUG-{row}-R", "50", "1.20", "2026-03-09"] for row in range(12)],
    )
    assert bought.kind == "purchases"
    assert propose_kind(bought, "orders").kind == "orders"


def test_the_header_is_found_below_titles_and_a_description_under_it_is_no_row(proposed: Proposed) -> None:
    words = [
        "Platform order number.",
        "Time of order.",
        "Code.",
        "Pieces sold.",
        "Price.",
        "Where to.",
        "State.",
    ]
    below = proposed(
        ["Sales report March", "", "", "", "", "", ""], [[""] * 7, HEAD, words, *rows(20)], "report.csv"
    )
    assert below.table.header_row == 3
    assert below.mapping["order_id"] == "bestellnummer"
    assert len(below.furniture) == 1
    assert below.batch.height == 20


def test_what_is_no_table_is_refused(tmp_path: Path, profiles: tuple[Profile, ...]) -> None:
    (tmp_path / "letter.csv").write_text("Dear sir or madam\nyour lamp is broken\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "head.csv").write_text("Order,Date,Total\n")
    for name, reason in (("letter.csv", "not_a_table"), ("empty.csv", "empty"), ("head.csv", "no_rows")):
        found = propose(tmp_path / name, profiles)
        assert isinstance(found, Refusal), name
        assert found.reason == reason


TRACKING_HEAD = ("orderid", "tracknum", "server", "tracklink", "platformorderid")


@pytest.mark.parametrize(
    "orders", [["2016545xx"], ["5012345678901234", "8012345678901235"], ["7001-1", "7001-2"]]
)
def test_an_erps_list_of_tracking_numbers_is_one_and_no_list_of_orders(
    proposed: Proposed, orders: list[str]
) -> None:
    """As LittleBoss has it: its own number of the order, and the marketplace's, by which the desk knows it."""
    rows = [
        [str(row), f"FN9833747{row}BD", "DHL", "http://www.abc.com", order]
        for row, order in enumerate(orders, 1)
    ]
    found = proposed(list(TRACKING_HEAD), rows)
    assert found.kind == "tracking"
    assert found.mapping["order_id"] == "platformorderid"
    assert found.mapping["tracking_number"] == "tracknum"
    assert (found.mapping["service"], found.mapping["link"]) == ("server", "tracklink")
    as_orders = propose_kind(found, "orders")
    assert set(as_orders.mapping) & {"codes", "sku", "products"} == set()


@pytest.mark.parametrize(
    "header", ["Platform order number", "platformorderid", "Número de pedido", "平台订单号"]
)
@pytest.mark.parametrize("cells", [["2016545xx"], ["A-1,B-2", "C-3,D-4"]])
def test_what_its_header_calls_the_number_of_an_order_is_no_list_of_codes(
    proposed: Proposed, header: str, cells: list[str]
) -> None:
    rows = [[cell, "2", "Anna Berg", "Germany"] for cell in cells]
    found = propose_kind(proposed([header, "Quantity", "Recipient", "Country"], rows), "orders")
    assert "codes" not in found.mapping
