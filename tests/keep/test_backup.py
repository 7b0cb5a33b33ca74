"""backup and restore: one file of a desk in use, and the same desk from it; nothing from a file that isn't sound."""

import io
import tarfile
import threading
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.maintenance.backup import BackupError, backup, restore
from orderdeck.data.maintenance.doctor import examine, repair
from tests.keep.kept_desk import SETTINGS, arrive, everything, flip


@pytest.fixture
def desk(paths: DeskPaths) -> DeskPaths:
    for number in range(4):
        arrive(paths, f"{number}.csv", range(number * 10, number * 10 + 10))
    paths.settings.write_text("[look]\nmouse = true\n")
    paths.queues.mkdir()
    (paths.queues / "我的.sql").write_text("select order_key from facts")
    with Ledger.open(paths) as ledger:
        ledger.append([Act(id=str(n), kind="note", operator="li", at=n, order_key="a:1") for n in range(9)])
    return paths


@pytest.fixture
def elsewhere(tmp_path: Path) -> DeskPaths:
    (tmp_path / "elsewhere").mkdir()
    return DeskPaths.of(tmp_path / "elsewhere")


def test_a_desk_comes_back_as_it_was(desk: DeskPaths, elsewhere: DeskPaths, tmp_path: Path) -> None:
    file = tmp_path / "desk.orderdeck"
    made = backup(desk, file)
    assert (made.acts, made.exports, made.parts) == (9, 4, 4)
    assert file.stat().st_mode & 0o077 == 0
    restore(file, elsewhere)
    assert everything(elsewhere) == everything(desk)
    with Ledger.open(desk) as one, Ledger.open(elsewhere) as other:
        assert one.acts() == other.acts()
        assert one.exports() == other.exports()
    assert elsewhere.settings.read_text() == desk.settings.read_text()
    assert (elsewhere.queues / "我的.sql").exists()
    assert examine(elsewhere) == []
    assert not list(desk.staging.iterdir())


def test_it_can_be_made_while_others_write_and_merge(
    desk: DeskPaths, elsewhere: DeskPaths, tmp_path: Path
) -> None:
    stop = threading.Event()
    written: list[int] = []

    def work() -> None:
        with Ledger.open(desk) as ledger:
            number = 100
            while not stop.is_set():
                written.append(
                    ledger.append([Act(id=str(number), kind="note", operator="wang", at=1)])[0].seq
                )
                number += 1
                stop.wait(
                    0.002
                )  # SQLite lets no queue form: a writer without a pause could shut all others out

    thread = threading.Thread(target=work)
    thread.start()
    try:
        while not written:
            stop.wait(0.01)
        first = written[-1]
        backup(desk, tmp_path / "1")
        with Ledger.open(desk) as ledger:
            merge_small(desk, ledger, many=2)
        backup(desk, tmp_path / "2")
    finally:
        stop.set()
        thread.join()
    restore(tmp_path / "1", elsewhere)
    with Ledger.open(elsewhere) as ledger:
        found = [one.seq for one in ledger.acts()]
        assert len(found) >= first
        assert found == list(range(1, len(found) + 1))
    assert examine(elsewhere) == []
    assert len(everything(elsewhere)) == 40


def test_a_desk_or_a_file_that_is_there_is_never_overwritten(desk: DeskPaths, tmp_path: Path) -> None:
    file = tmp_path / "b"
    backup(desk, file)
    with pytest.raises(BackupError, match="there already"):
        backup(desk, file)
    with pytest.raises(BackupError, match="a desk already"):
        restore(file, desk)


@pytest.mark.parametrize("how", ["flipped", "torn", "text", "empty", "gone"])
def test_a_damaged_backup_makes_no_desk(
    desk: DeskPaths, elsewhere: DeskPaths, tmp_path: Path, how: str
) -> None:
    file = tmp_path / "b"
    backup(desk, file)
    match how:
        case "flipped":
            content = bytearray(file.read_bytes())
            content[content.index(b"PAR1") + 40] ^= 1
            file.write_bytes(content)
        case "torn":
            file.write_bytes(file.read_bytes()[:20_000])
        case "text":
            file.write_bytes(b"hello" * 1000)
        case "empty":
            file.write_bytes(b"")
        case "gone":
            file.unlink()
    with pytest.raises(BackupError):
        restore(file, elsewhere)
    assert list(elsewhere.exports.iterdir()) == []


@pytest.mark.parametrize("name", ["../escape", "/tmp/escape", "parts/../../x", "a\x1b]0;x\x07"])
def test_a_name_that_leads_out_of_the_desk_is_refused(
    elsewhere: DeskPaths, tmp_path: Path, name: str
) -> None:
    import hashlib

    import msgspec

    from orderdeck.data.maintenance.backup import Manifest

    content = b"x"
    manifest = msgspec.json.encode(Manifest(files={name: hashlib.sha256(content).hexdigest()}))
    file = tmp_path / "evil"
    with tarfile.open(file, "w") as tar:
        for member, data in (("MANIFEST.json", manifest), (name, content)):
            info = tarfile.TarInfo(member)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    with pytest.raises(BackupError, match="no business"):
        restore(file, elsewhere)
    assert list(elsewhere.exports.iterdir()) == []


def test_the_last_backup_helps_where_database_and_copy_are_both_damaged(
    desk: DeskPaths, tmp_path: Path
) -> None:
    backup(desk, tmp_path / "b")
    lines = desk.journal_copy.read_bytes().splitlines(keepends=True)
    desk.journal_copy.write_bytes(b"".join(line for n, line in enumerate(lines) if n % 2))
    desk.ledger.write_bytes(b"\0" * 50_000)
    for suffix in ("-wal", "-shm"):
        desk.ledger.with_name(desk.ledger.name + suffix).unlink(missing_ok=True)
    with Ledger.open(desk) as ledger:
        assert len(ledger.acts()) == 9
        assert len(ledger.exports()) == 4
    assert repair(desk, SETTINGS) == []


def test_a_damaged_part_is_not_backed_up_in_silence(desk: DeskPaths, tmp_path: Path) -> None:
    flip(next(desk.parts.glob("*/orders.parquet")))
    with pytest.raises(BackupError, match="doctor"):
        backup(desk, tmp_path / "b")
