"""Teaching a file whose encoding a person says."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise import Recognised, Refusal, recognise
from orderdeck.data.exports.teach.guess.propose import choose_field, propose
from orderdeck.data.exports.teach.model import Proposal
from orderdeck.data.exports.teach.preview import doubts_of
from orderdeck.data.exports.teach.reread import carry, readings_of
from orderdeck.tui.cli.commands import run_command
from orderdeck.tui.i18n import use

TURKISH = "Sipariş no,Ürün kodu,Adet,Alıcı,Durum\n" + "".join(
    f"{7000 + row},KUPA-{row},{1 + row % 3},Gülşen Yılmaz,ödendi\n" for row in range(12)
)
GREEK = "Αριθμός,Κωδικός,Τεμάχια,Πελάτης,Κατάσταση\n" + "".join(
    f"{7000 + row},CUP-{row},{1 + row % 3},Γιώργος Παππάς,πληρώθηκε\n" for row in range(12)
)
KOREAN = "주문번호,상품코드,수량,구매자명,주문상태\n" + "".join(
    f"{7000 + row},CUP-{row},{1 + row % 3},김민준,결제완료\n" for row in range(12)
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    (folder / ".orderdeck").mkdir(parents=True)
    return folder


def saved(desk: Path, text: str, encoding: str) -> Path:
    path = desk / "shop.csv"
    path.write_bytes(text.encode(encoding))
    return path


def taught(path: Path, profiles: tuple[Profile, ...], encoding: str = "") -> Proposal:
    found = propose(path, profiles, encoding=encoding)
    assert not isinstance(found, Refusal), found
    return found


New = Callable[..., tuple[int, str]]


@pytest.fixture
def new(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> New:
    """`orderdeck profiles new FILE` with more words: its exit code, and all that it said."""
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "en")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    use("en")

    def run(path: Path, *words: str) -> tuple[int, str]:
        code = run_command(["profiles", "new", str(path), *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


TOLD = ("--map", "Sipariş no=order_id", "--map", "Ürün kodu=sku", "--map", "Adet=quantity",
        "--map", "Alıcı=recipient", "--map", "Durum=status", "--status", "ödendi=to_ship")  # fmt: skip


def test_the_command_line_says_it_the_profile_keeps_it_and_later_files_are_read_by_it(
    desk: Path, new: New
) -> None:
    path = saved(desk, TURKISH, "cp1254")
    code, said = new(path, "--encoding", "windows-1254", "--name", "kupa", "--yes", *TOLD)
    assert code == 0, said
    file = desk / ".orderdeck" / "profiles" / "kupa.toml"
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    assert raw["csv"] == {"encoding": "cp1254"}
    assert raw["aliases"]["recipient"] == ["Alıcı"]
    from orderdeck.data.base.paths import DeskPaths

    later = saved(desk, TURKISH.replace("KUPA", "TABAK"), "cp1254")
    found = recognise(later, load_profiles(DeskPaths.of(desk)))
    assert isinstance(found, Recognised), found
    assert (found.encoding, found.profile.name, found.notes) == ("cp1254", "kupa", ())


def test_an_encoding_that_nothing_knows_is_refused_with_the_nearest(desk: Path, new: New) -> None:
    code, said = new(saved(desk, TURKISH, "cp1254"), "--encoding", "cp1524")
    assert code == 2
    assert "cp1254" in said


def test_one_that_the_bytes_disprove_is_said_and_nothing_saved(desk: Path, new: New) -> None:
    code, said = new(saved(desk, TURKISH, "utf-8"), "--encoding", "cp1254", "--name", "kupa", "--yes", *TOLD)
    assert code != 0
    assert "utf-8" in said
    assert "--encoding" in said
    assert not (desk / ".orderdeck" / "profiles").exists()


def test_the_record_says_it(desk: Path, new: New) -> None:
    code, said = new(saved(desk, KOREAN, "cp949"), "--json")
    record = json.loads(said)
    assert code in (0, 1, 2, 3)
    assert record["encoding"] == "cp949"
    assert {"code": "encoding_guessed", "value": "cp949", "column": "", "essential": False} in record[
        "doubts"
    ]


def test_a_file_that_is_ascii_is_fit_for_any(desk: Path, profiles: tuple[Profile, ...]) -> None:
    text = "number,code,pieces\n" + "".join(f"7{row:04},CUP-{row},2\n" for row in range(9))
    found = taught(saved(desk, text, "ascii"), profiles, "cp949")
    assert not [doubt for doubt in doubts_of(found) if doubt.code.startswith("encoding")]


def test_what_a_person_decided_stays_when_the_file_is_read_in_another_encoding(
    desk: Path, profiles: tuple[Profile, ...]
) -> None:
    path = saved(desk, TURKISH, "cp1254")
    before = taught(path, profiles)
    choose_field(before, before.columns[3], "recipient")
    choose_field(before, before.columns[1], "")
    before.zone, before.name, before.date_order = "Europe/Istanbul", "kupa", "dmy"
    before.chosen |= {"zone", "name", "dates"}
    again = carry(before, taught(path, profiles, "cp1254"))
    assert [column.header for column in again.columns] == TURKISH.splitlines()[0].split(",")
    assert (again.columns[3].field, again.columns[1].field) == ("recipient", "")
    assert (again.zone, again.name, again.date_order) == ("Europe/Istanbul", "kupa", "dmy")


def test_the_choices_show_how_the_text_reads(desk: Path) -> None:
    read = dict(readings_of(saved(desk, KOREAN, "cp949")))
    assert "주문번호" in read["cp949"]
    assert "주문번호" not in read["gb18030"]


def test_the_wizard_is_told_and_says_what_it_would_save(desk: Path, terminal: Callable[..., Any]) -> None:
    wizard = terminal("profiles", "new", str(saved(desk, GREEK, "cp1253")), size=(140, 40))
    wizard.wait("Encoding", "encoding guessed")
    wizard.press("E")
    wizard.wait("In which encoding is the file's text?", "Greek", "Αριθμός")
    wizard.press("greek", "enter")
    wizard.wait("cp1253, Greek", "Πελάτης", "Τεμάχια")
    wizard.press("?")
    wizard.wait("where letters are shown wrong")
