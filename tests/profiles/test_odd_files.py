"""Odd things that files of marketplaces do, one test each, by the packaged profiles."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from orderdeck.data.exports.normalise import DatesAmbiguousError, Frames
from orderdeck.data.exports.recognise import Recognised
from orderdeck.data.sample import World
from orderdeck.data.sample.marketplaces import LAYOUTS, facts, write_marketplace

LoadFile = Callable[..., tuple[Recognised, Frames]]


def tiktok(path: Path, *rows: dict[str, str], tabs: bool = False) -> Path:
    """A TikTok file of `rows`, its header with commas; with `tabs` the rows below have tabs."""
    header = LAYOUTS["tiktok"].header
    lines = [",".join(header)]
    for row in rows:
        cells = {"Order Status": "To ship", "Quantity": "1", "Seller SKU": "A", "Product Name": "Cup", **row}
        lines.append(("\t" if tabs else ",").join(cells.get(name, "") for name in header))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def test_a_comma_header_above_rows_with_tabs(tmp_path: Path, load_file: LoadFile) -> None:
    row = {
        "Order ID": "583870900000000001",
        "Created Time": "23/05/2026 22:05:43",
        "Product Name": "Cup, blue",
    }
    _, frames = load_file(tiktok(tmp_path / "x.csv", row, tabs=True))
    assert frames.orders.select("order_id", "status").rows() == [("583870900000000001", "to_ship")]
    assert frames.lines["title"].to_list() == ["Cup, blue"]


def test_ids_and_times_that_end_in_a_tab(tmp_path: Path, load_file: LoadFile) -> None:
    path = tmp_path / "x.csv"
    row = {
        "Order ID": '"583870900000000001\t"',
        "Created Time": '"23/05/2026 22:05:43\t"',
        "Quantity": '"2\t"',
    }
    _, frames = load_file(tiktok(path, row))
    assert frames.rejects.rows() == []
    assert frames.orders.select("order_id", "pieces").rows() == [("583870900000000001", 2)]
    assert frames.orders["placed_at"][0] == datetime(2026, 5, 24, 5, 5, 43, tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (("05/06/2026 10:15:30 AM", "07/06/2026 01:00:00 PM"), (5, 6)),  # AM and PM: American
        (("05/06/2026 10:15:30", "13/06/2026 11:00:00"), (6, 5)),  # a 13th month there is not
        (("05/06/2026 10:15:30", "06/13/2026 11:00:00"), (5, 6)),
        (("05/06/2026 10:15:30", "07/06/2026 01:00:00"), None),  # nothing tells
        (("13/06/2026 10:15:30", "06/13/2026 01:00:00"), None),  # they contradict each other
    ],
)
def test_day_or_month_first(
    tmp_path: Path, load_file: LoadFile, times: tuple[str, str], expected: tuple[int, int] | None
) -> None:
    rows = [{"Order ID": f"58387090000000000{n}", "Created Time": time} for n, time in enumerate(times)]
    path = tiktok(tmp_path / "x.csv", *rows)
    if expected is None:
        with pytest.raises(DatesAmbiguousError):
            load_file(path)
        return
    _, frames = load_file(path)
    first = frames.orders["placed_at"].dt.convert_time_zone("America/Los_Angeles")[0]
    assert (first.month, first.day) == expected


def test_etsys_usual_order_is_noted(tmp_path: Path, load_file: LoadFile) -> None:
    header = "Sale Date,Item Name,Quantity,Price,Item Total,Currency,Order ID,Date Paid,Date Shipped"
    path = tmp_path / "EtsySoldOrderItems2026-1.csv"
    path.write_text(f"{header}\n01/05/26,Sticker,1,3.00,3,USD,77,01/05/2026,\n", encoding="utf-8")
    _, frames = load_file(path)
    assert frames.notes["dates_assumed|mdy"] == 1
    assert frames.orders.select("placed_at", "status").rows() == [
        (datetime(2026, 1, 5, 5, tzinfo=UTC), "to_ship")
    ]
    path.write_text(f"{header}\n25/01/26,Sticker,1,3.00,3,USD,77,25/01/2026,\n", encoding="utf-8")
    assert load_file(path)[1].orders["placed_at"][0] == datetime(2026, 1, 25, 5, tzinfo=UTC)


def test_continental_amounts_and_months(tmp_path: Path, load_file: LoadFile) -> None:
    path = tmp_path / "bericht.csv"
    path.write_text(
        "Verkaufsprotokollnummer;Bestellnummer;Artikelnummer;Angebotstitel;Anzahl;Verkauft für;Gesamtbetrag;"
        "Verkauft am;Zahlungsdatum;Verschickt am - Datum;Nutzername des Käufers\n"
        "1;23-1-1;9;Tasse;1;EUR 1.090,00;1\u00a0234,50\u00a0€;10-Mär-26;10-Dez-25;--;a\n"
        "2;23-1-2;9;Tasse;3;12,00 €;36,00 €;05-Mai-26;--;--;b\n",
        encoding="cp1252",
    )
    found, frames = load_file(path)
    assert found.profile.name == "ebay_de"
    assert frames.orders.select("total", "currency", "status").rows() == [
        (Decimal("1234.50"), "EUR", "to_ship"),
        (Decimal(36), "EUR", "awaiting_payment"),
    ]
    assert frames.lines["line_total"].to_list() == [1090, 36]
    local = frames.orders["placed_at"].dt.convert_time_zone("Europe/Berlin").dt.date().cast(str).to_list()
    assert local == ["2026-03-10", "2026-05-05"]


def test_french_months(tmp_path: Path, load_file: LoadFile) -> None:
    header = "Numéro de commande;Titre de l'objet;Quantité;Prix total;Date de vente;Date de paiement"
    path = tmp_path / "rapport.csv"
    path.write_text(f"{header}\n12-1-1;Tasse;1;1 234,50 €;05-oct.-26;05-août-26\n", encoding="utf-8")
    _, frames = load_file(path)
    (order,) = frames.orders.iter_rows(named=True)
    assert (order["placed_at"], order["paid_at"]) == (
        datetime(2026, 10, 4, 22, tzinfo=UTC),
        datetime(2026, 8, 4, 22, tzinfo=UTC),
    )
    assert order["total"] == Decimal("1234.50")


def test_a_row_with_too_many_cells_is_rejected_with_its_order(tmp_path: Path, load_file: LoadFile) -> None:
    orders = World(1, datetime(2026, 7, 14, tzinfo=UTC), orders=12, open_share=0.5).orders_at(
        datetime(2026, 7, 14, tzinfo=UTC)
    )
    path = write_marketplace(tmp_path / "x.csv", orders, LAYOUTS["amazon_all_orders"], at=orders[0].at)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] += "\tone\ttoo many"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _, frames = load_file(path)
    assert frames.rejects.filter(frames.rejects["reason"] == "extra_cells")["row"].to_list() == [4]


def test_columns_in_any_order_and_some_missing(tmp_path: Path, now: datetime, load_file: LoadFile) -> None:
    import csv
    from random import Random

    layout = LAYOUTS["shopify"]
    orders = World(3, now, orders=30, open_share=0.5).orders_at(now)
    source = write_marketplace(tmp_path / "a.csv", orders, layout, at=now)
    with source.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    names = [name for name in layout.header if not name.startswith(("Tax", "Billing", "Payment ID"))]
    Random(1).shuffle(names)
    path = tmp_path / "b.csv"
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    found, frames = load_file(path)
    assert found.profile.name == "shopify"
    wanted = {fact["order_id"]: fact for fact in facts(layout, orders)}
    for row in frames.orders.iter_rows(named=True):
        fact = wanted[row["order_id"]]
        assert (row["status"], row["total"], row["pieces"], row["placed_at"]) == (
            fact["status"], fact["total"], fact["pieces"], fact["placed_at"],
        )  # fmt: skip


def test_an_erp_file_saved_as_gbk(tmp_path: Path, now: datetime, load_file: LoadFile) -> None:
    from orderdeck.data.sample import Style

    layout = LAYOUTS["mabang"]
    orders = World(3, now, orders=20, open_share=0.5).orders_at(now)
    latin = [one for one in orders if one.order.person.country in ("US", "GB", "RU", "CN", "AU", "CA")]
    style = Style(container="csv", encoding="gb18030")
    found, frames = load_file(write_marketplace(tmp_path / "x.csv", latin, layout, at=now, style=style))
    assert found.profile.name == "mabang"
    assert frames.orders.height == len(latin)
    assert frames.orders["status"].to_list() == [fact["status"] for fact in facts(layout, latin)]


def test_stock_beside_the_orders_of_an_erp(tmp_path: Path, now: datetime, load_file: LoadFile) -> None:
    orders = World(3, now, orders=20, open_share=0.5).orders_at(now)
    _, frames = load_file(write_marketplace(tmp_path / "x.xlsx", orders, LAYOUTS["mabang"], at=now))
    assert frames.lines["stock_on_hand"].null_count() == 0
    assert set(frames.lines["stock_on_order"]) <= {0, 50, 100}


def test_orders_of_another_marketplaces_warehouse_are_not_ours(tmp_path: Path, load_file: LoadFile) -> None:
    row = {"Order ID": "583870900000000001", "Created Time": "05/23/2026 10:05:43 AM"}
    ours = {**row, "Fulfillment Type": "Fulfillment by seller"}
    theirs = {**row, "Order ID": "583870900000000002", "Fulfillment Type": "Fulfillment by TikTok Shop"}
    asked = {**row, "Order ID": "583870900000000003", "Cancelation/Return Type": "Cancel"}
    _, frames = load_file(tiktok(tmp_path / "x.csv", ours, theirs, asked))
    assert frames.orders["status"].to_list() == ["to_ship", "to_ship", "cancel_requested"]
    assert frames.orders["fulfilment"].to_list() == ["seller", "platform", None]


def test_of_an_order_that_is_theirs_in_part_the_rest_is_ours(tmp_path: Path, load_file: LoadFile) -> None:
    """Lazada sends items of one order from its warehouse and leaves others to the seller."""
    rows = [
        "orderItemId;deliveryType;orderNumber;sellerSku;itemName;status;createTime;paidPrice",
        "1;FBL;100000000000001;T-1;theirs;pending;2026-05-23 10:05;5",
        "2;standard;100000000000001;O-1;ours;pending;2026-05-23 10:05;7",
        "3;FBL;100000000000002;T-1;theirs;pending;2026-05-23 10:05;5",
        "4;FBL;100000000000002;T-2;theirs;canceled;2026-05-23 10:05;5",
        "5;standard;100000000000003;O-1;ours;pending;2026-05-23 10:05;7",
    ]
    (tmp_path / "x.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    _, frames = load_file(tmp_path / "x.csv")
    assert frames.orders["fulfilment"].to_list() == [None, "platform", None]
    assert frames.orders["status"].to_list() == ["to_ship"] * 3
    owed = {(row["order_key"][-1], row["sku"]): row["owed"] for row in frames.lines.to_dicts()}
    assert (owed["1", "T-1"], owed["1", "O-1"], owed["3", "O-1"]) == (0, 1, 1)
    assert frames.notes["line_not_ours"] == 1


def test_what_only_a_later_row_of_an_order_says(tmp_path: Path, load_file: LoadFile) -> None:
    header = LAYOUTS["amazon_new_orders"].header
    first = {
        "order-id": "1",
        "order-item-id": "11",
        "sku": "A",
        "quantity-purchased": "1",
        "item-price": "2.00",
    }
    apart = {**first, "order-id": "2", "order-item-id": "21", "ship-city": "Boise"}
    later = {
        **first,
        "order-item-id": "12",
        "sku": "B",
        "ship-city": "Tulsa",
        "purchase-date": "2026-09-22T15:04:11+00:00",
    }
    rows = [
        [row.get(name, "") for name in header] for row in (first, apart, later)
    ]  # the order's rows not together
    path = tmp_path / "new.txt"
    path.write_text("\n".join("\t".join(row) for row in (header, *rows)) + "\n", encoding="utf-8")
    _, frames = load_file(path)
    assert frames.orders.select("order_id", "city", "placed_at", "line_count", "total").rows() == [
        ("1", "Tulsa", datetime(2026, 9, 22, 15, 4, 11, tzinfo=UTC), 2, 4),
        ("2", "Boise", None, 1, 2),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sep 22, 2026, 3:04 pm PDT(UTC-7)", datetime(2026, 9, 22, 22, 4, tzinfo=UTC)),
        ("Sep 22, 2026, 3:04 pm CST(UTC+8)", datetime(2026, 9, 22, 7, 4, tzinfo=UTC)),
        ("2026-09-22 15:04:00", datetime(2026, 9, 22, 22, 4, tzinfo=UTC)),
        ("2026-09-22T15:04:00+05:30", datetime(2026, 9, 22, 9, 34, tzinfo=UTC)),
    ],
)
def test_temus_times(tmp_path: Path, load_file: LoadFile, text: str, expected: datetime) -> None:
    path = tmp_path / "temu.csv"
    header = "order id,order status,contribution sku,quantity purchased,latest shipping time"
    path.write_text(f'{header}\nPO-211-1,Unshipped,A,2,"{text}"\n', encoding="utf-8")
    _, frames = load_file(path)
    assert frames.orders.select("status", "ship_by").rows() == [("to_ship", expected)]


def test_reports_of_two_ebay_sellers_in_one_file_keep_their_shops(
    tmp_path: Path, load_file: LoadFile
) -> None:
    header = "Order Number,Sale Date,Paid On Date,Buyer Username,Item Title,Custom Label,Quantity,Sold For"

    def report(shop: str, *numbers: str) -> list[str]:
        rows = [f'"{number}","Sep-18-26","Sep-18-26","buyer","Lamp","L-1","1","$9.00"' for number in numbers]
        return [header, ",,,,,,,", *rows, f"{len(numbers)},record(s) downloaded,", f"Seller ID : {shop}"]

    file = tmp_path / "two.csv"
    lines = [*report("shop-one", "1-1", "1-2"), *report("shop-two", "2-1")]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _, frames = load_file(file)
    assert frames.orders.select("order_id", "shop").sort("order_id").rows() == [
        ("1-1", "shop-one"),
        ("1-2", "shop-one"),
        ("2-1", "shop-two"),
    ]
