"""What counts as arrived: settled, in order, and nobody else's or half-written files."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Folder
from orderdeck.data.base.folder.found import Found, examine, printable, scan
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.folder import watch
from orderdeck.data.intake.folder.watch import Watch

Put = Callable[..., Path]


@pytest.fixture
def watching(paths: DeskPaths) -> Iterator[Callable[..., Watch]]:
    made: list[Watch] = []

    def start(wanted: Callable[[Found], bool] = lambda _: True, **settings: Any) -> Watch:
        settings = {"settle_seconds": 0.15, "poll_seconds": 0.1, **settings}
        made.append(Watch(paths, Folder(**settings), wanted))
        return made[-1]

    yield start
    for one in made:
        one.close()


def _names(found: list[Found]) -> list[str]:
    return [one.name for one in found]


def _gather(watch: Watch, number: int) -> list[str]:
    names: list[str] = []
    deadline = time.monotonic() + 20
    while len(names) < number:
        assert time.monotonic() < deadline, names
        names += _names(watch.next(0.5))
    return names


def test_what_is_there_comes_at_once_oldest_first(put: Put, watching: Callable[..., Watch]) -> None:
    put("b.csv", ["1"], age=50)
    put("a/deep/c.csv", ["1"], age=70)
    put("a.csv", ["1"], age=50.0)
    os.utime(put("z.csv", ["1"]), (1e9, 1e9))
    begun = time.monotonic()
    names = _names(watching().next(5))
    assert names[:2] == ["z.csv", "a/deep/c.csv"]
    assert set(names[2:]) == {"a.csv", "b.csv"}
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("polling", ["auto", "always"])
def test_what_comes_is_given_out_once_settled(put: Put, watching: Callable[..., Watch], polling: str) -> None:
    known: set[str] = set()
    follow = watching(lambda found: found.stamp not in known, polling=polling)
    assert follow.next(0.05) == []
    put("new/orders.csv", ["1"], age=0)
    [found] = follow.next(10)
    assert found.name == "new/orders.csv"
    known.add(found.stamp)
    assert follow.next(0.3) == []
    put("new/orders.csv", ["1", "2"], age=0)  # written over
    assert _names(follow.next(10)) == ["new/orders.csv"]


def test_a_growing_file_is_left_until_it_stands_still(
    paths: DeskPaths, watching: Callable[..., Watch]
) -> None:
    follow = watching(settle_seconds=0.4)
    file = paths.exports / "slow.csv"
    growing = threading.Event()

    def write() -> None:
        with file.open("w") as out:
            for _ in range(20):
                out.write("row\n" * 100)
                out.flush()
                time.sleep(0.05)
        growing.set()

    writer = threading.Thread(target=write)
    writer.start()
    [found] = follow.next(20)
    writer.join()
    assert growing.is_set()
    assert found.size == file.stat().st_size


def test_names_of_unfinished_and_foreign_files_are_passed_over(
    paths: DeskPaths, watching: Callable[..., Watch]
) -> None:
    names = [
        "~$orders.xlsx", "orders.csv.part", "orders.xlsx.crdownload", "a.tmp", "b.TMP", ".hidden.csv", ".o.csv.swp",
        "orders.csv~", "x.filepart", ".~lock.orders.ods#", "Thumbs.db", "desktop.ini", ".git/config.csv",
        "cache.tmp/orders.csv", ".orderdeck/outbox/list.csv",
    ]  # fmt: skip
    for name in [*names, "orders.csv", "readme.md"]:
        file = paths.exports / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    assert sorted(_gather(watching(), 2)) == ["orders.csv", "readme.md"]
    # The browser's last step: the rename to the final name.
    (paths.exports / "orders.xlsx.crdownload").rename(paths.exports / "orders.xlsx")
    assert "orders.xlsx" in _names(scan(paths))


def test_a_desk_inside_the_folder_under_another_name_is_passed_over(tmp_path: Path) -> None:
    paths = DeskPaths.of(tmp_path, tmp_path / "desk")
    paths.outbox.mkdir(parents=True)
    (paths.outbox / "list.csv").write_text("x")
    (tmp_path / "orders.csv").write_text("x")
    assert _names(scan(paths)) == ["orders.csv"]


def test_links_pipes_and_folders(paths: DeskPaths, tmp_path: Path, put: Put) -> None:
    put("real.csv", ["1"])
    put("inner/x.csv", ["1"])
    (tmp_path / "outside.csv").write_text("x")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "y.csv").write_text("x")
    for name, target in {
        "same.csv": paths.exports / "real.csv",
        "out.csv": tmp_path / "outside.csv",
        "broken.csv": tmp_path / "nothing",
        "loop.csv": paths.exports / "loop.csv",
        "in": paths.exports / "inner",
        "away": tmp_path / "elsewhere",
    }.items():
        (paths.exports / name).symlink_to(target)
    os.mkfifo(paths.exports / "pipe.csv")
    put("folder.csv/z.csv", ["1"])
    assert {found.name: found.trouble for found in scan(paths)} == {
        "real.csv": "", "same.csv": "", "inner/x.csv": "", "folder.csv/z.csv": "", "out.csv": "outside_folder",
        "away/y.csv": "", "pipe.csv": "not_a_file", "folder.csv": "not_a_file",
    }  # fmt: skip


def test_a_burst_of_a_thousand_comes_in_order(put: Put, watching: Callable[..., Watch]) -> None:
    follow = watching()
    follow.next(0.0)
    for number in range(1000):
        put(f"{number * 7919 % 1000:04}.csv", ["1"], age=2000 - number)
    wanted = [f"{number * 7919 % 1000:04}.csv" for number in range(1000)]
    batches: list[str] = []
    deadline = time.monotonic() + 20
    while len(batches) < 1000 and time.monotonic() < deadline:
        batches += _names(follow.next(0.5))
    assert sorted(batches) == sorted(wanted)
    assert _names(scan(follow._paths)) == wanted


def test_without_inotify_it_polls_and_says_so(
    put: Put, watching: Callable[..., Watch], monkeypatch: pytest.MonkeyPatch
) -> None:
    import watchfiles._rust_notify

    def no_more(*_args: object) -> None:
        raise OSError("OS file watch limit reached.")

    monkeypatch.setattr(watchfiles._rust_notify, "RustNotify", no_more)
    follow = watching()
    assert follow.next(0.0) == []
    assert follow.notice == "polling_limit"
    put("a.csv", ["1"], age=0)
    assert _names(follow.next(10)) == ["a.csv"]


def test_a_network_mount_is_polled_and_its_clock_not_trusted(
    put: Put, watching: Callable[..., Watch], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "is_network", lambda _: True)
    put("old.csv", ["1"], age=500)
    follow = watching(settle_seconds=0.3)
    assert follow.notice == "polling_network"
    begun = time.monotonic()
    assert _names(follow.next(10)) == ["old.csv"]
    assert time.monotonic() - begun >= 0.3


def test_a_folder_that_goes_and_comes_back_is_followed_again(
    paths: DeskPaths, put: Put, watching: Callable[..., Watch]
) -> None:
    follow = watching()
    follow.next(0.0)
    away = paths.exports.rename(paths.exports.with_name("away"))
    follow.next(0.3)
    assert follow.missing
    away.rename(paths.exports)
    put("a.csv", ["1"], age=0)
    assert _names(follow.next(10)) == ["a.csv"]
    assert not follow.missing
    put("b.csv", ["1"], age=0)
    assert "b.csv" in _gather(follow, 1)


def test_a_new_folder_is_followed_with_what_is_in_it(
    paths: DeskPaths, put: Put, watching: Callable[..., Watch], tmp_path: Path
) -> None:
    known: set[str] = set()
    follow = watching(lambda found: found.name not in known)
    follow.next(0.0)
    (tmp_path / "ready" / "sub").mkdir(parents=True)
    (tmp_path / "ready" / "sub" / "a.csv").write_text("x")
    (tmp_path / "ready").rename(paths.exports / "ready")
    assert _names(follow.next(10)) == ["ready/sub/a.csv"]
    known.add("ready/sub/a.csv")
    put("ready/sub/b.csv", ["1"], age=0)
    assert _names(follow.next(10)) == ["ready/sub/b.csv"]


def test_stopping_cuts_the_wait_short(paths: DeskPaths) -> None:
    stop = threading.Event()
    follow = Watch(paths, Folder(), lambda _: True, stop)
    threading.Timer(0.1, stop.set).start()
    begun = time.monotonic()
    assert follow.next(30) == []
    assert time.monotonic() - begun < 5
    follow.close()


def test_a_hostile_file_name_becomes_plain_text(paths: DeskPaths) -> None:
    assert printable("订单 №1.csv") == "订单 №1.csv"
    assert printable("a\x1b]52;c;x\x07\u202eb\n.csv") == r"a\x1b]52;c;x\x07\u202eb\n.csv"
    file = paths.exports / os.fsdecode(b"caf\xe9.csv")
    file.write_text("x")
    found = examine(paths, file)
    assert found is not None
    found.name.encode()
    assert found.path.read_text() == "x"
