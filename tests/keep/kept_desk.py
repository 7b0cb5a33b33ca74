"""A small real desk: exports of the sample generator, loaded, and ways to damage it."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.writer import read_part

SETTINGS = Settings(folder=Folder(settle_seconds=0))

CSV = (
    "订单号,订单状态,买家名称,收货人名称,收货国家,详细地址,手机,邮编,订单备注,下单时间,商品信息,"
    "订单金额,买家选择物流\n"
)


def write_orders(paths: DeskPaths, name: str, numbers: Iterable[int], status: str = "等待您发货") -> Path:
    """An export of orders, one a line, whose names and addresses tell which order they are of."""
    lines = [
        f"30312700{number:08},{status},Buyer{number},Recipient{number},Brazil,Street{number} 7,+55 11 9{number:07},"
        f"{number:05}-000,Remark{number} please,2026-03-{1 + number % 27:02} 10:00,"
        f"【1】 Lantern (商家编码:SKU{number}) (数量:1 piece),US $12.50,DHL\n"
        for number in numbers
    ]
    file = paths.exports / name
    file.write_text(CSV + "".join(lines), encoding="utf-8-sig")
    return file


def load(paths: DeskPaths) -> None:
    """Takes in what is new; several small files at once become one part."""
    load_once(paths, SETTINGS)


def arrive(
    paths: DeskPaths, name: str, numbers: Iterable[int], status: str = "等待您发货", taken: float = 0
) -> Path:
    """An export that comes by itself, and so has a part of its own; `taken` is its time, in seconds."""
    file = write_orders(paths, name, numbers, status)
    if taken:
        os.utime(file, (taken, taken))
    load(paths)
    return file


def withdraw(paths: DeskPaths, name: str) -> None:
    """Withdraws the newest line of the file `name`, without its copies."""
    with Ledger.open(paths) as ledger:
        export_id = {line.name: line.export_id for line in ledger.exports()}[name]
        ledger.append([Act(id=f"w-{name}", kind="withdraw", operator="li", at=1, data={"export": export_id})])


def everything(paths: DeskPaths) -> dict[str, tuple[str, ...]]:
    """Order key -> buyer, address and remark of its rows, whichever parts they lie in."""
    found: dict[str, list[str]] = {}
    with Ledger.open(paths) as ledger:
        for part in ledger.parts():
            orders = read_part(paths, part)["orders"]
            for key, *words in orders.select("order_key", "buyer", "address", "remark").iter_rows():
                found.setdefault(key, []).append(f"{words}")
    return {key: tuple(sorted(words)) for key, words in found.items()}


def flip(file: Path) -> None:
    """Turns one bit in the middle of `file`."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 8
    file.write_bytes(content)


def bytes_of(paths: DeskPaths) -> bytes:
    """Every byte of the state folder, unpacked where it is Parquet."""
    import polars as pl

    found = []
    for file in sorted(paths.state.rglob("*")):
        if file.suffix == ".parquet":
            found.append(pl.read_parquet(file).write_csv().encode())
        elif file.is_file():
            found.append(file.read_bytes())
    return b"\n".join(found)


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()
