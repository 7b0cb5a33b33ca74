"""Big files for benchmarks: as many rows as asked for, and as they are told to be."""

from datetime import datetime
from pathlib import Path

import polars as pl

from orderdeck.data.sample.files.big import write_big_csv, write_big_folder
from orderdeck.data.sample.files.table import layouts


def test_a_big_file_holds_what_it_says(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "big.csv"
    told = write_big_csv(path, 20_000, seed=1, now=now)
    rows = pl.read_csv(path, infer_schema=False)
    assert rows.columns == [name for name, _ in layouts()["G2"].columns]
    assert rows.height == told.orders == rows["订单号"].n_unique() == 20_000
    assert rows["订单号"].str.contains(r"^\d{16}$").all()
    assert told.lines == rows[:, 11].str.count_matches("(?m)^【").sum()
    done = ["等待买家收货", "订单结束", "订单关闭", "买卖家达成一致，资金处理中"]
    assert told.open == (~rows["订单状态"].is_in(done)).sum()
    assert 400 < told.open < 800
    assert path.stat().st_size == told.size
    assert 350 < told.size / 20_000 < 500


def test_the_same_run_in_several_files(tmp_path: Path, now: datetime) -> None:
    told = write_big_folder(tmp_path, 1000, 3, seed=1, now=now, open_share=0.5, lean=False)
    rows = pl.concat([pl.read_csv(path, infer_schema=False) for path in sorted(tmp_path.iterdir())])
    assert [one.orders for one in told] == [333, 333, 334]
    assert rows["订单号"].n_unique() == 1000
    whole = write_big_csv(tmp_path / "whole.csv", 1000, seed=1, now=now, open_share=0.5, lean=False)
    assert pl.read_csv(tmp_path / "whole.csv", infer_schema=False).equals(rows)
    assert whole.open == sum(one.open for one in told)
