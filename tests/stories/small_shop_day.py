"""A small shop's day: orders by zip and mail, picked and packed, to the forwarder and back, then declared."""

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from orderdeck.data.reports.exported.maps.files import example
from tests.own_files.documents import put
from tests.stories.stage import Stage

SHOP: Final = "lampshop"
NAMES: Final = (
    "order_id", "platform", "shop", "status", "placed_at", "ship_by", "recipient", "buyer", "country", "address",
    "service", "sku", "title", "quantity", "unit_price", "currency",
)  # fmt: skip
PRODUCTS: Final = (
    "product_id,sku,title,customs_name,customs_name_zh,hs_code,weight_g,origin\n"
    "77,LAMP-1,Lamp,Paper lamp,纸灯,9405610000,180,CN\n"
)


async def story(stage: Stage) -> None:
    """From the first file to nothing left to do, each list by three keys at most, and by two the second time."""
    deck, state, folder = stage.app.deck, stage.app.state, stage.desk.paths.exports
    outbox = stage.desk.paths.outbox

    def ours() -> list[str]:
        keys = (deck.table.source.key(at) for at in range(deck.table.row_count))
        return sorted(deck.order_id(key) for key in keys)

    async def go(view: str) -> None:
        """To a lens: it may stand beyond the views that have a digit."""
        while state.view != view:
            at = state.view
            await stage.press("shift+tab")
            await stage.until(lambda at=at: state.view != at)  # type: ignore[misc]  # the view of this turn

    async def written(stem: str) -> str:
        """The file of the outbox that begins so, once it is there."""
        await stage.until(lambda: sorted(outbox.glob(f"{stem}-*")))
        (file,) = outbox.glob(f"{stem}-*")
        return file.read_bytes().decode("gb18030" if stem.startswith("yanwen") else "utf-8-sig")

    await stage.tell(
        "Morning. One marketplace sends a zip, the other mails its export; the forwarder's map is there."
    )
    put(stage.desk.paths.maps / "yanwen.toml", example("yanwen"))
    await stage.arrive(lambda: _arrives(folder))
    await go("due")
    await stage.press("/", *SHOP, "enter")
    await stage.until(lambda: ours() == ["501", "502", "503"])

    await stage.tell("E writes what is shown: p, t the picking list.")
    before = stage.keys
    await stage.press("E")
    await stage.asks()
    await stage.press("p", "t")
    picking = await written("picking")
    assert "LAMP-1" in picking
    assert "4" in picking, "pieces of three orders"

    await stage.tell("The same with k, t: a slip for each parcel.")
    await stage.press("E")
    await stage.asks()
    await stage.press("k", "t")
    slips = await written("packing")
    assert all(number in slips for number in ("501", "502", "503"))
    assert stage.keys - before == 6

    await stage.tell(
        "1 is the forwarder's file, by the map: names, values, weights and HS codes of the product list."
    )
    before = stage.keys
    await stage.press("E")
    assert "1 Yanwen orders" in await stage.asks()
    await stage.press("1")
    told = list(csv.DictReader(io.StringIO(await written("yanwen"))))
    assert stage.keys - before == 2
    assert {(row["订单号"], row["件数"], row["申报总价"], row["海关编码"]) for row in told} == {
        ("501", "1", "9.90", "9405610000"), ("502", "2", "19.80", "9405610000"), ("503", "1", "9.90", "9405610000"),
    }  # fmt: skip

    await stage.tell(
        "The forwarder sends the numbers back: the file goes into the folder, and nothing is left to do."
    )
    await stage.arrive(lambda: _numbers(folder, [row["订单号"] for row in told]))
    await stage.until(lambda: not ours())

    await stage.tell("What is left is to tell the marketplaces: among those done, E and s, m.")
    await stage.back_to("")
    await go("done")
    await stage.until(lambda: set(ours()) == {"501", "502", "503"})
    before = stage.keys
    await stage.press("E")
    await stage.asks()
    await stage.press("s", "m")
    upload = await written("shipments-amazon")
    assert stage.keys - before == 3
    assert all(f"{number}\t" in upload and f"YT00000{number}" in upload for number in ("501", "502"))
    assert "YT00000503" in await written("shipments-ebay")

    await stage.tell("Due is empty of them.")
    await go("due")
    assert not {"501", "502", "503"} & set(ours())


def _arrives(folder: Path) -> None:
    """A zip, a mail with an attachment, and the product list."""
    put(folder / "products.csv", PRODUCTS)
    with zipfile.ZipFile(folder / "amazon.zip", "w") as packed:
        packed.writestr("orders.csv", _export("amazon", ("501", 1), ("502", 2)))
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "shop@example.com", "desk@example.com", "Your orders"
    mail["Date"] = datetime.now(UTC)
    mail.set_content("Your export is attached.")
    mail.add_attachment(
        _export("ebay", ("503", 1)).encode(), maintype="text", subtype="csv", filename="ebay.csv"
    )
    (folder / "export.eml").write_bytes(mail.as_bytes())


def _export(platform: str, *orders: tuple[str, int]) -> str:
    now = datetime.now(UTC)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(NAMES)
    for number, pieces in orders:
        table.writerow([
            number, platform, SHOP, "to_ship", (now - timedelta(days=2)).isoformat(timespec="seconds"),
            (now + timedelta(hours=5)).isoformat(timespec="seconds"), f"Buyer {number}", f"b{number}", "FR",
            f"Rue {number}", "Yanwen", "LAMP-1", "Lamp", pieces, "9.90", "EUR",
        ])  # fmt: skip
    return out.getvalue()


def _numbers(folder: Path, orders: list[str]) -> None:
    rows = "".join(f"{number},YT00000{number},燕文\n" for number in orders)
    put(folder / "numbers.csv", f"客户订单号,运单号,物流商\n{rows}")
