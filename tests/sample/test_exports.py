"""Sample export files, read back by plain readers."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from orderdeck.data.sample import CONTAINERS, Style, World, generate, truth, write_export
from orderdeck.data.sample.files.table import layouts
from orderdeck.data.sample.world.style import Container

ReadBack = Callable[[Path, str, str], list[list[str]]]
COLUMNS = {"G1": 17, "G2": 27, "G3": 26, "G4": 26, "G5": 44}
PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.fixture
def world(now: datetime) -> World:
    return World(1, now, orders=40, open_share=0.4)


@pytest.mark.few(12)
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("layout", layouts())
def test_every_layout_in_every_container_reads_back(
    tmp_path: Path, world: World, read_back: ReadBack, layout: str, container: Container
) -> None:
    style = Style(container=container)
    path = write_export(
        tmp_path / "file", world.orders_at(world.now), layout=layout, style=style, at=world.now
    )
    header, *rows = read_back(path, container, "utf-8-sig")
    assert header == [name for name, _ in layouts()[layout].columns]
    assert len(header) == COLUMNS.get(layout, len(header))
    place = [of for _, of in layouts()[layout].columns].index("order_id")
    assert [row[place] for row in rows] == [order.order_id for order in world.orders]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_encodings_lose_no_character(
    tmp_path: Path, world: World, read_back: ReadBack, encoding: str
) -> None:
    style = Style(container="csv", encoding=encoding)
    path = write_export(
        tmp_path / "x.csv", world.orders_at(world.now), layout="G2", style=style, at=world.now
    )
    recipients = [row[14] for row in read_back(path, "csv", encoding)[1:]]
    assert recipients == [order.person.name for order in world.orders]


def test_the_product_cell_has_the_grammar_of_its_generation(
    tmp_path: Path, world: World, read_back: ReadBack
) -> None:
    for layout, lines in (("G2", (3, 4)), ("G5", (3,))):
        path = write_export(
            tmp_path / layout,
            world.orders_at(world.now),
            layout=layout,
            style=Style(container="csv"),
            at=world.now,
        )
        header, *rows = read_back(path, "csv", "utf-8-sig")
        place = next(index for index, name in enumerate(header) if name.startswith(("产品信息", "商品信息")))
        for row, order in zip(rows, world.orders, strict=True):
            blocks = re.split(r"(?m)^(?=【\d+】)", row[place])[1:]
            assert len(blocks) == len(order.lines)
            assert all(len(block.strip().split("\n")) in lines for block in blocks)
            assert [int(one) for one in re.findall(r"\(产品数量:(\d+)", row[place])] == [
                line.quantity for line in order.lines
            ]


def test_times_are_those_of_the_platform_and_the_file_is_as_old_as_its_export(
    tmp_path: Path, world: World, read_back: ReadBack
) -> None:
    path = write_export(
        tmp_path / "a.csv",
        world.orders_at(world.now),
        layout="G2",
        style=Style(container="csv"),
        at=world.now,
    )
    first = read_back(path, "csv", "utf-8-sig")[1]
    placed = datetime.strptime(first[5], "%Y-%m-%d %H:%M:%S").replace(tzinfo=PACIFIC)
    assert placed == world.orders[0].events[0].at
    assert path.stat().st_mtime == world.now.timestamp()


def test_remaining_time_counts_from_the_export(tmp_path: Path, world: World, read_back: ReadBack) -> None:
    style = Style(container="csv", deadline="remaining")
    path = write_export(
        tmp_path / "a.csv", world.orders_at(world.now), layout="G2", style=style, at=world.now
    )
    facts = truth(world.orders_at(world.now))
    for row, fact in zip(read_back(path, "csv", "utf-8-sig")[1:], facts, strict=True):
        found = re.fullmatch(r"(-?)(\d+)天(\d+)小时(\d+)分", row[23])
        assert bool(found) == (fact["ship_by"] is not None)
        if found:
            sign, days, hours, minutes = found.groups()
            left = timedelta(days=int(days), hours=int(hours), minutes=int(minutes)) * (-1 if sign else 1)
            assert abs(world.now + left - fact["ship_by"]) < timedelta(minutes=1)


def test_habits_of_sellers(tmp_path: Path, world: World, read_back: ReadBack) -> None:
    base = Style(container="csv", encoding="utf-8")

    def rows(**habits: Any) -> list[list[str]]:
        style = replace(base, **habits)
        orders = world.orders_at(world.now)
        return read_back(
            write_export(tmp_path / "a", orders, layout="G2", style=style, at=world.now), "csv", "utf-8"
        )

    number = world.orders[0].order_id
    assert rows(title_row=True)[1][0] == "订单号"
    assert rows(width="full")[0][2] == "负责人（业务员）"
    assert rows(header_break="_")[0][11] == "产品信息_（双击单元格展开所有产品信息！）"
    assert [rows(guard=guard)[1][0] for guard in ("'", "`", "\t", " ", "=")] == [
        f"'{number}", f"`{number}", f"{number}\t", f"{number} ", f'="{number}"',
    ]  # fmt: skip
    assert rows(money="plain")[1][9] == str(world.orders[0].total)
    assert rows(money="US $")[1][9].startswith("US $")
    assert sorted(rows(shuffle=True)[0]) == sorted(rows()[0]) != rows(shuffle=True)[0]
    fewer = rows(subset=0.2)[0]
    assert {"订单号", "订单状态", "下单时间", "发货期限"} <= set(fewer)
    assert len(fewer) < 27
    ruined = rows(ruined_ids=2)
    assert [re.fullmatch(r"\d\.\d{5}E\+15", row[0]) is not None for row in ruined[1:4]] == [True, True, False]


def test_typed_workbooks_hold_numbers_and_dates(tmp_path: Path, world: World, read_back: ReadBack) -> None:
    style = Style(container="xlsx", typed=True)
    path = write_export(
        tmp_path / "a.xlsx", world.orders_at(world.now), layout="G2", style=style, at=world.now
    )
    row = read_back(path, "xlsx", "")[1]
    assert float(row[9]) == float(world.orders[0].total)
    assert datetime.fromisoformat(row[5]).replace(tzinfo=PACIFIC) == world.orders[0].events[0].at


def test_a_folder_of_repeat_exports_tells_every_order_to_its_end(
    tmp_path: Path, now: datetime, read_back: ReadBack
) -> None:
    files = generate(
        tmp_path, orders=300, files=6, seed=3, layout="G3", container="csv", now=now, open_share=0.3
    )
    assert len(files) == 6
    assert [path.stat().st_mtime for path in files] == sorted(path.stat().st_mtime for path in files)
    newest: dict[str, list[str]] = {}
    words: dict[str, set[str]] = {}
    for path in files:
        for row in read_back(path, "csv", "utf-8-sig")[1:]:
            newest[row[0]] = row
            words.setdefault(row[0], set()).add(row[1])
    final = World(3, now, orders=300, open_share=0.3).orders_at(now)
    assert set(newest) == {snapshot.order.order_id for snapshot in final}
    at_the_end = write_export(tmp_path / "end", final, layout="G3", style=Style(container="csv"), at=now)
    assert sorted(newest.values()) == sorted(read_back(at_the_end, "csv", "utf-8-sig")[1:])
    assert any(len(seen) > 1 for seen in words.values())


def test_the_same_call_writes_the_same_bytes(tmp_path: Path, now: datetime) -> None:
    def content(name: str) -> list[tuple[str, bytes]]:
        files = generate(
            tmp_path / name,
            orders=80,
            files=12,
            shops=2,
            layout="mixed",
            container="mixed",
            now=now,
            supply=True,
        )
        return [(path.name, path.read_bytes()) for path in files]

    first = content("a")
    assert first == content("b")
    assert len({name for name, _ in first}) == len(first) == 24 + 5


def test_exports_without_a_status_column_hold_orders_to_ship_only(tmp_path: Path, now: datetime) -> None:
    world_queues = {"remarks", "wholesale", "express", "standard"}
    generate(tmp_path, orders=50, layout="G1", container="csv", now=now)
    facts = truth(World(0, now, orders=50, open_share=1, mix=dict.fromkeys(world_queues, 1)).orders_at(now))
    assert {fact["queue"] for fact in facts} == world_queues


@pytest.mark.parametrize("container", CONTAINERS)
def test_hostile_texts_break_no_container(
    tmp_path: Path, now: datetime, read_back: ReadBack, container: str
) -> None:
    [path] = generate(tmp_path, orders=150, container=container, now=now, hostile=True)
    rows = read_back(path, container, "utf-8-sig")
    assert len([row for row in rows[1:] if re.fullmatch(r"\d{16}", row[0])]) == 150


def test_mistakes_are_told(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(KeyError, match="G9"):
        generate(tmp_path, orders=3, layout="G9", now=now)
    with pytest.raises(ValueError, match="no container 'doc'"):
        generate(tmp_path, orders=3, container="doc", now=now)
    assert not list(tmp_path.glob(".*"))
