"""`--quiet`: nothing is said but what goes wrong, the result and the exit code are the same."""

from pathlib import Path

import pytest

from orderdeck.tui.terminal import exit_codes as exits
from tests.kinds import Run


@pytest.fixture
def folder(tmp_path: Path, run: Run) -> Path:
    """Ten orders in a file."""
    folder = tmp_path / "exports"
    assert run("sample", folder, "--orders", 10, "--files", 1)[0] == exits.OK
    return folder


def test_what_went_well_is_not_said(run: Run, folder: Path, tmp_path: Path) -> None:
    silent = (exits.OK, "", "")
    assert run("load", folder, "-q") == silent
    assert run("backup", folder, tmp_path / "kept", "--quiet") == silent
    (tmp_path / "other").mkdir()
    assert run("restore", tmp_path / "kept", tmp_path / "other", "--quiet") == silent
    assert run("forget", folder, "--older-than", "90d", "--quiet") == silent
    assert run("doctor", folder, "--quiet") == silent
    assert run("export", folder, "orders", "--out", tmp_path / "orders.csv", "--quiet") == silent
    assert run("serve", folder, "--status", "--quiet") == (exits.REFUSED, "", "")


def test_what_was_asked_for_is_printed(run: Run, folder: Path) -> None:
    for words in (("export", folder, "orders"), ("queues", folder), ("load", folder, "--json")):
        code, out, err = run(*words, "--quiet")
        assert (code, err) == (exits.OK, "")
        assert out == run(*words)[1] != ""
    read_only = run("queues", folder, "--read-only")
    assert "read only" in read_only[2]
    assert run("queues", folder, "--read-only", "--quiet") == (exits.OK, read_only[1], "")


def test_what_goes_wrong_is_said_on_stderr_alone(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "README.md").write_text("What these are", encoding="utf-8")
    code, out, err = run("load", folder, "--quiet")
    assert (code, out) == (exits.REFUSED, "")
    assert err.startswith("orderdeck: notes.csv: ")
    assert "README" not in err
    code, out, err = run("export", folder, "orders", "--out", tmp_path / "no" / "x.csv", "--quiet")
    assert (code, out) == (exits.USAGE, "")
    assert "no such folder" in err
    part = next((folder / ".orderdeck" / "parts").glob("*/*.parquet"))
    part.write_bytes(part.read_bytes()[:-9] + b"damaged!!")
    code, out, err = run("doctor", folder, "--quiet")
    assert (code, out) == (exits.REFUSED, "")
    assert "damaged" in err


def test_a_folder_that_the_settings_name_and_that_is_not_there_is_told(run: Run, folder: Path) -> None:
    (folder / ".orderdeck").mkdir()
    (folder / ".orderdeck" / "orderdeck.toml").write_text('[folder]\nalso = ["../oslo"]\n', encoding="utf-8")
    oslo = folder.parent / "oslo"
    for words in ((), ("--quiet",)):
        code, out, err = run("load", folder, *words)
        assert (code, err) == (
            exits.REFUSED,
            f"orderdeck: {oslo}: a folder that the settings name is not there\n",
        )
        assert bool(out) != bool(words)
    code, out, err = run("queues", folder, "--counts")
    assert (code, str(oslo) in err) == (exits.OK, True)
    oslo.mkdir()
    assert run("load", folder, "--quiet") == (exits.OK, "", "")
