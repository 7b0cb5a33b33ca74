"""The desk over 100 k, 1 M and 3 M known orders, 30,000 of them open: opening, refresh, patch, rows, memory.

Run: python -m tests.bench.desk_scale [KNOWN …]
"""

import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LISTED = (
    "order_key", "order_id", "shop", "status", "queue", "deadline", "placed_at", "late", "due", "asleep", "express",
    "courier", "remark_kinds", "badges", "pieces", "currency", "total", "country_code", "country", "buyer",
    "recipient", "service", "remark", "titles", "skus", "claimed_by", "snoozed_until", "state",
)  # fmt: skip
"""What a list of the deck asks for."""
OPEN, FILES, NOW = 30_000, 20, 1_788_782_400_000_000
DAY = 86_400_000_000

ORDERS = """
copy (
    select 'aliexpress:' || id as order_key, 'aliexpress' as marketplace, 'Shop ' || (i % 3) as shop, id as order_id,
        case when i < $open then
            (['to_ship', 'to_ship', 'to_ship', 'to_ship', 'to_ship', 'awaiting_payment', 'cancel_requested',
              'risk_control'])[1 + (i % 8)::int]
            else (['finished', 'shipped', 'cancelled'])[1 + (i % 3)::int] end as status,
        'status' as status_text, placed as placed_at, placed as paid_at, placed + interval 7 days as ship_by,
        null::timestamptz as sent_at, null::timestamptz as received_at, 'Buyer ' || i as buyer,
        'b' || i || '@example.com' as email, 'Name ' || i as recipient, 'United States' as country,
        'US' as country_code, 'CA' as province, 'Los Angeles' as city,
        i || ' Main Street, apartment ' || (i * 7 % 1000) as address, null::varchar as full_address,
        (10000 + i % 80000)::varchar as zip, '+1 555 ' || i as phone, null::varchar as tax_number,
        'USD' as currency, (i % 310 + 0.5)::decimal(18, 4) as goods_total, 2::decimal(18, 4) as shipping_fee,
        0::decimal(18, 4) as discount, (i % 310 + 2.5)::decimal(18, 4) as total,
        (['AliExpress Standard Shipping', 'Cainiao Super Economy', 'DHL', 'AliExpress Saver Shipping',
          'UPS Express Saver', 'AliExpress Standard Shipping', 'ePacket'])[1 + (i % 7)::int] as service,
        null::varchar as tracking,
        case when i % 11 = 0 then 'please change my address to ' || i || ' Second Street'
            when i % 13 = 0 then 'thank you very much ' || i end as remark,
        null::varchar as custom_info, 'op' as seller, null::boolean as is_business, (1 + i % 4)::bigint as pieces,
        (1 + i % 2)::bigint as line_count, i::bigint + 2 as source_row, $export as export_id,
        make_timestamptz($at) as exported_at
    from (
        select i, (8010000000000000 + $first + i)::varchar as id,
            make_timestamptz($at) - interval (i % 9000) minutes as placed
        from range($rows) t(i)
    )
) to '{file}' (format parquet, compression zstd, row_group_size 100000)
"""
LINES = """
copy (
    select order_key, n as line_no, 'SKU-' || ((hash(order_key) + n) % 20000) as sku,
        '1005' || (hash(order_key) % 100000) as product_id,
        'Summer dress with pockets and a very long title, number ' || (hash(order_key) % 20000) as title,
        'Color:Red、Size:XL' as attributes, 1::bigint as quantity, 'piece' as unit, 3::decimal(18, 4) as unit_price,
        3::decimal(18, 4) as line_total, null::bigint as stock_on_hand, null::bigint as stock_on_order,
        export_id, exported_at
    from read_parquet('{orders}'), (values (1::bigint), (2::bigint)) v(n)
    where n <= line_count
) to '{file}' (format parquet, compression zstd, row_group_size 100000)
"""


def make(folder: Path, known: int, open_orders: int = OPEN, apart: int = DAY // 8) -> None:
    """A desk of `known` orders, some of them open, in FILES exports that are `apart` (µs), made without the loader."""
    import duckdb

    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.base.records import Export
    from orderdeck.data.ledger import Ledger, Part

    paths = DeskPaths.of(folder)
    with Ledger.open(paths) as ledger, duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        rows = known // FILES
        for number in range(FILES):
            sha = hashlib.sha256(str(number).encode()).hexdigest()
            at = NOW - (FILES - number) * apart
            part = paths.parts / sha[:16]
            part.mkdir(parents=True)
            values = {
                "open": open_orders // FILES,
                "rows": rows,
                "first": number * rows,
                "export": sha[:16],
                "at": at,
            }
            con.execute(ORDERS.format(file=part / "orders.parquet"), values)
            con.execute(LINES.format(orders=part / "orders.parquet", file=part / "lines.parquet"))
            export = Export(
                export_id=sha[:16], sha256=sha, name=f"{number}.csv", size=1, exported_at=at, loaded_at=at,
                state="loaded", profile="aliexpress-zh", orders=rows, lines=rows,
            )  # fmt: skip
            files = [part / "orders.parquet", part / "lines.parquet"]
            checksums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
            ledger.record(
                export, part=Part(name=sha[:16], kind="orders", export_ids=[sha[:16]], checksums=checksums)
            )


def measure(folder: Path) -> None:
    """Prints one line of figures; in a process of its own, so that memory is that of one deck."""
    begin = time.perf_counter()
    from orderdeck.data.actions import Request, perform
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.stock.open_desk import open_desk

    imported, used = time.perf_counter(), time.process_time()
    desk = open_desk(DeskPaths.of(folder), Settings(), lambda: NOW, operator="li")
    opened, cpu = time.perf_counter(), time.process_time() - used
    print(f"  imports {1e3 * (imported - begin):.0f} ms, open {1e3 * (opened - imported):.0f} ms "
          f"(CPU {1e3 * cpu:.0f}), {_memory()}")  # fmt: skip
    pulse = desk.pulse()
    key = desk.keys("standard")[0]
    numbers = iter(range(1_000))

    def act() -> None:
        request = Request(
            kind="note",
            targets=(key,),
            operator="li",
            data={"text": "x"},
            ids=(f"{os.getpid()}-{next(numbers)}",),
        )
        assert perform(desk, desk.ledger, request).done

    def follow() -> None:
        desk._follower._standing.patch([key])

    print(f"  known {pulse.known}, open {pulse.open}; {_memory()}")
    print(f"  refresh of everything {_median(desk._follower._standing.refresh)}, views {_median(desk.views)}, "
          f"patch of one order {_median(follow)}, an act with its patch and its fsync {_median(act)}, "
          f"tick {_median(desk.tick)}")  # fmt: skip
    print(f"  rows of standard ({desk.rows('standard').height}) as listed "
          f"{_median(lambda: desk.rows('standard', LISTED))}, in full {_median(lambda: desk.rows('standard'))}, "
          f"board of one {_median(lambda: desk.board([key]))}, "
          f"find {_median(lambda: desk.find('8010000000000777'))}, "
          f"an open order {_median(lambda: desk.order(key))}, "
          f"a finished one {_median(lambda: desk.order('aliexpress:8010000000002777'))}; {_memory()}")  # fmt: skip
    many = tuple(desk.keys("standard")[:1000])
    for kind in ("claim", "done"):
        begin, used = time.perf_counter(), time.process_time()
        request = Request(kind=kind, targets=many, operator=f"op-{os.getpid()}", force=True)
        assert perform(desk, desk.ledger, request).done
        wall, cpu = time.perf_counter() - begin, time.process_time() - used
        print(f"  {len(many)} orders {kind} in one go {1e3 * wall:.0f} ms (CPU {1e3 * cpu:.0f})")
    desk.check()
    desk.close()


def _median(work: Callable[[], object]) -> str:
    times = []
    for _ in range(9):
        begin, used = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - begin, time.process_time() - used))
    wall, cpu = (1e3 * statistics.median(kind) for kind in zip(*times, strict=True))
    return f"{wall:.1f} ms (CPU {cpu:.1f})"


def _memory() -> str:
    status = Path("/proc/self/status").read_text()
    found = {
        line.split(":")[0]: int(line.split()[1]) // 1000
        for line in status.splitlines()
        if line.startswith("Vm")
    }
    return f"memory {found['VmRSS']} MB, at most {found['VmHWM']} MB"


def main() -> None:
    for known in [int(word) for word in sys.argv[1:]] or [100_000, 1_000_000, 3_000_000]:
        print(f"{known:,} known, {OPEN:,} open")
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), known)
            for _ in range(2):
                subprocess.run([sys.executable, __file__, "--measure", folder], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        main()
