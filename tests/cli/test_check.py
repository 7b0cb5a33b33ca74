"""`orderdeck check` and `profiles` by the desk that is named, wherever file and desk lie."""

import json
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from orderdeck.data.base.paths import user_settings
from orderdeck.data.exports.profile.files import profile_text
from orderdeck.tui.terminal import exit_codes as exits

Run = Callable[..., tuple[int, str, str]]

HEADER = "Nummer,Stand,Wann,Ware,Stück,Summe"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk with a profile of its own, which a shop of ours would be read by."""
    folder = tmp_path / "desk"
    profiles = folder / ".orderdeck" / "profiles"
    profiles.mkdir(parents=True)
    (profiles / "ours.toml").write_text(
        """name = "ours"
kind = "orders"
title = { en = "Ours" }
marketplace = "ours"
zone = "UTC"
required = ["order_id", "status"]
[aliases]
order_id = ["Nummer"]
status = ["Stand"]
placed_at = ["Wann"]
item_title = ["Ware"]
quantity = ["Stück"]
total = ["Summe"]
[status.labels]
"offen" = "to_ship"
[items]
row_shape = "item"
[money]
currency = "EUR"
""",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An export that lies beside the desk's folder, not in it."""
    path = tmp_path / "elsewhere" / "ours.csv"
    path.parent.mkdir()
    path.write_text(f"{HEADER}\nA-1,offen,2026-01-05 10:00,Lampe,2,12.3\n", encoding="utf-8")
    return path


def test_a_file_that_lies_elsewhere_is_checked_by_the_desk_named(run: Run, desk: Path, file: Path) -> None:
    assert run("check", file)[0] == exits.REFUSED
    code, out, _err = run("check", file, "--in", desk, "--rows", "--json")
    told = json.loads(out)["files"][0]
    assert code == exits.OK, told
    assert (told["profile"], told["orders"]) == ("ours", 1)
    assert told["rows"][0]["total"] == "12.30"


def test_a_desk_whose_state_lies_elsewhere_is_named_by_it(run: Run, desk: Path, file: Path) -> None:
    state = desk / ".orderdeck"
    assert run("check", file, "--desk", state)[0] == exits.OK
    names = [
        one["name"] for one in json.loads(run("profiles", "list", "--desk", state, "--json")[1])["profiles"]
    ]
    assert "ours" in names
    assert run("profiles", "show", "ours", "--desk", state)[0] == exits.OK
    assert run("profiles", "copy", "shopify", "--desk", state)[0] == exits.OK
    assert (state / "profiles" / "shopify.toml").read_text(encoding="utf-8") == profile_text("shopify")


@pytest.mark.parametrize("said", ['name="mine"', "name = 'mine'", 'name   = "mine"', '"name" = "mine"'])
def test_a_profile_copied_under_another_name_bears_it_however_the_old_one_was_written(
    run: Run, desk: Path, said: str
) -> None:
    own = user_settings().parent / "profiles" / "mine.toml"
    own.parent.mkdir(parents=True)
    text = (desk / ".orderdeck" / "profiles" / "ours.toml").read_text(encoding="utf-8")
    before = text.replace('name = "ours"', f"# {said}\n{said}  # ours")
    own.write_text(before, encoding="utf-8")
    code, out, err = run("profiles", "copy", "mine", "--to", desk, "--as", "theirs")
    assert code == exits.OK, err
    copied = Path(out.strip()).read_text(encoding="utf-8")
    assert tomllib.loads(copied)["name"] == "theirs"
    kept = [line for line in before.splitlines() if not line.startswith(said)]
    assert [line for line in copied.splitlines() if "theirs" not in line] == kept
    assert [line.partition("  # ")[2] for line in copied.splitlines() if "theirs" in line] == ["ours"]


def test_a_link_that_leads_out_of_the_folder_is_refused_as_loading_would(
    run: Run, desk: Path, file: Path
) -> None:
    (desk / "link.csv").symlink_to(file)
    code, out, _err = run("check", desk / "link.csv", "--in", desk)
    assert code == exits.REFUSED
    assert "leads out" in out


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    code, out, _err = run("check", tmp_path / "nowhere.csv")
    assert code == exits.REFUSED
    assert "there is no such file" in out


def test_a_desk_that_is_not_there(run: Run, file: Path, tmp_path: Path) -> None:
    assert run("check", file, "--in", tmp_path / "nowhere")[0] == exits.DESK


def test_a_profile_that_cannot_be_used_is_told(run: Run, desk: Path, file: Path) -> None:
    (desk / ".orderdeck" / "profiles" / "ours.toml").write_text("name = 3\n", encoding="utf-8")
    code, out, err = run("check", file, "--in", desk, "--json")
    assert code == exits.REFUSED
    assert json.loads(out)["files"][0]["reason"] == "no_profile"
    assert "ours.toml" in err


def test_what_an_archive_holds_is_checked_file_by_file_and_no_desk_is_made(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        archive.writestr("stock.csv", "SKU,Quantity\nA,1\n")
        archive.writestr("songs.csv", "title,singer\na,b\n")
        archive.writestr("README.md", "hello")
    code, out, _err = run("check", folder / "export.zip", "--json")
    found = {Path(one["name"]).name: one["state"] for one in json.loads(out)["files"]}
    assert (code, found) == (exits.REFUSED, {"stock.csv": "loaded", "songs.csv": "refused"})
    assert [one.name for one in folder.iterdir()] == ["export.zip"]
