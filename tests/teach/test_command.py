"""`orderdeck profiles new FILE --yes` for scripts."""

import csv
import json
from pathlib import Path

import pytest

from orderdeck.tui.cli.commands import run_command

HEAD = ["Bestellnummer", "Bestelldatum", "Artikelnummer", "Menge", "Einzelpreis", "Bestellstatus"]


@pytest.fixture(autouse=True)
def _config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    file = folder / "lampen.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(HEAD)
        writer.writerows(
            [f"88{1000 + row}", "2026-03-05 10:00:00", f"LAMP-{row}", "2", "4,50 €", "bezahlt"]
            for row in range(20)
        )
    return file


def test_what_is_doubtful_is_not_saved(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["profiles", "new", str(export), "--desk", str(export.parent), "--yes"]) == 1
    said = capsys.readouterr()
    assert "! time zone not known: choose it with --zone" in said.out
    assert f"To be saved as {export.parent / '.orderdeck' / 'profiles' / 'lampen.toml'}" in said.out
    assert "not saved" in said.err
    assert not (export.parent / ".orderdeck" / "profiles").exists()


def test_with_the_zone_said_it_is_saved_and_the_file_loaded(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["profiles", "new", str(export), "--desk", str(export.parent), "--yes", "--zone", "Europe/Berlin"]
    assert run_command(words) == 0
    said = capsys.readouterr().out
    assert (export.parent / ".orderdeck" / "profiles" / "lampen.toml").exists()
    assert "loaded" in said
    assert "20" in said


def test_without_a_desk_the_profile_is_ones_own(export: Path, tmp_path: Path) -> None:
    words = ["profiles", "new", str(export), "--yes", "--zone", "UTC", "--name", "lamps"]
    assert run_command(words) == 0
    assert (tmp_path / "config" / "orderdeck" / "profiles" / "lamps.toml").exists()


def test_columns_and_statuses_can_be_said(export: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    words = ["profiles", "new", str(export), "--json", "--zone", "UTC", "--map", "Einzelpreis=line_total"]
    words += ["--map", "Menge=", "--status", "bezahlt=frozen", "--shape", "unit"]
    assert run_command(words) == 0
    told = json.loads(capsysbinary.readouterr().out)
    fields = {column["header"]: column["field"] for column in told["columns"]}
    assert fields["Einzelpreis"] == "line_total"
    assert fields["Menge"] == ""
    assert told["statuses"] == {"bezahlt": "frozen"}
    assert told["row_shape"] == "unit"
    assert [doubt for doubt in told["doubts"] if doubt["essential"]] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--map", "Mengge=quantity"], "Menge"),
        (["--map", "Menge=quantityy"], "`quantity`"),
        (["--status", "bezahlt=to_shipp"], "`to_ship`"),
        (["--map", "Menge"], "has no ="),
    ],
)
def test_a_slip_names_the_nearest_spelling(
    export: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["profiles", "new", str(export), "--yes", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_no_table_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.csv").write_bytes(b"%PDF-1.4 ...")
    assert run_command(["profiles", "new", str(tmp_path / "x.csv"), "--yes"]) == 1
    assert "not a table" in capsys.readouterr().err
