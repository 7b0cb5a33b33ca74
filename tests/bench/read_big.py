"""How long reading a large CSV takes, against Polars' and DuckDB's own readers in the same run.

    python -m tests.bench.read_big [ORDERS]      # 1,000,000 by default: about 480 MB in a temporary folder

Each reader runs in a process of its own, after the file has been read once so that all find it in the page cache.
Prints seconds, CPU seconds, peak memory, and the ratios to the bare readers.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADER = (
    "订单号,订单状态,负责人(业务员),买家名称,买家邮箱,下单时间,付款时间,产品总金额,物流费用,订单金额,满立减,"
    '"产品信息\n（双击单元格展开所有产品信息！）",订单备注,收货地址,收货人名称,收货国家,州/省,城市,地址,邮编,联系电话,'
    "手机,买家选择物流,发货期限,实际发货物流:运单号,发货时间,确认收货时间\n"
)


def orders(count: int) -> Iterator[str]:
    """Orders in the layout of 2012 to 2018: 27 columns, the items in one quoted cell of several lines."""
    for n in range(count):
        items = "\n".join(
            f'【{item}】2024 Fashion ""Women"" Summer Dress {(n * 7 + item) % 997} Long Sleeve\n'
            f"(产品属性: Color:Red、Size:XL)\n(商家编码:SKU{(n * 13 + item) % 5000:05}_1)\n(产品数量:{n % 9 + 1} piece)"
            for item in range(1, 3 if n % 4 == 0 else 2)
        )
        day = f"2024-05-{n % 28 + 1:02}"
        yield (
            f"{8_100_000_000_000_000 + n},等待您发货,张三,John Smith{n % 7919},j{n}@mail.example,{day} 10:11,"
            f'{day} 10:15,$12.30,$0.00,$12.30,$0.00,"{items}",{"please gift wrap" if n % 9 == 0 else ""},'
            f'"{n} Main Street, Springfield",John Smith,United States,Illinois,Springfield,{n} Main St,62701,'
            f"1-217-5550100,2175550100,AliExpress Standard Shipping,2024-06-01 10:11,,,\n"
        )


def ours(path: Path) -> int:
    """Recognise the file and take all its batches."""
    from orderdeck.data.exports.profile.records import Profile
    from orderdeck.data.exports.read import batches
    from orderdeck.data.exports.recognise import Recognised, recognise

    aliases = {"order_id": ["订单号"], "items": ["产品信息"], "status": ["订单状态"]}
    found = recognise(
        path, [Profile(name="p", title={}, marketplace="p", aliases=aliases, required=["order_id"])]
    )
    assert isinstance(found, Recognised), found
    return sum(frame.height for frame in batches(found))


def polars(path: Path) -> int:
    """Polars' eager reader, everything as text."""
    import polars as pl

    return pl.read_csv(path, infer_schema=False).height


def duckdb(path: Path) -> int:
    """DuckDB's reader into a table, everything as text."""
    import duckdb as db

    con = db.connect()
    con.execute(
        "create table orders as select * from read_csv(?, all_varchar = true)", [str(path)]
    ).fetchall()
    found = con.execute("select count(*) from orders").fetchone()
    return int(found[0]) if found else 0


def measured(reader: str, path: Path) -> float:
    """Runs one reader in a process of its own and prints what it took; the seconds."""
    done = subprocess.run(
        [sys.executable, __file__, reader, str(path)], check=True, capture_output=True, text=True
    )
    seconds, cpu, memory, rows = done.stdout.split()
    print(
        f"{reader:8} {float(seconds):6.2f} s  {float(cpu):6.2f} s CPU  {int(memory):5} MB  {int(rows):,} rows"
    )
    return float(seconds)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="orderdeck-bench-") as folder:
        path = Path(folder) / "orders.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(HEADER)
            file.writelines(orders(count))
        print(f"{count:,} orders, {path.stat().st_size / 1e6:.0f} MB")
        while_reading = [measured(reader, path) for reader in ("polars", "duckdb", "ours")]
        print(f"ours / polars {while_reading[2] / while_reading[0]:.2f}")
        print(f"ours / duckdb {while_reading[2] / while_reading[1]:.2f}")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        reader = {"ours": ours, "polars": polars, "duckdb": duckdb}[sys.argv[1]]
        began = time.perf_counter()
        rows = reader(Path(sys.argv[2]))
        took = time.perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(took, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, rows)
    else:
        main(int(sys.argv[1]) if len(sys.argv) == 2 else 1_000_000)
