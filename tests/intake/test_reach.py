"""Which files are read: of other folders, by links, by patterns, out of mailboxes."""

import fnmatch
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.folder.reach import folder_of, is_chosen
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.profile_reader import ProfileReader
from orderdeck.data.intake.process import load_once
from orderdeck.tui.i18n.phrases import NOTICES

Load = Callable[..., dict[str, str]]
PATTERNS = st.sampled_from(
    ["*.csv", "*.zip", "in.zip/*", "*/订单*", "x/*", "*.eml/*.csv", "[ab].csv", "all.gz/*b*"]
)


def stock(folder: Path, name: str, pieces: int = 1) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"SKU,Quantity\n{name},{pieces}\n")
    return file


@pytest.fixture
def load(paths: DeskPaths) -> Load:
    def run(**folder: list[str]) -> dict[str, str]:
        told = msgspec.convert({"settle_seconds": 0, "patience_seconds": 0} | folder, Folder)
        settings = Settings(folder=told)
        reader = ProfileReader.of(paths, settings)
        return {one.name: one.reason or one.state for one in load_once(paths, settings, reader=reader)}

    return run


def test_other_folders_are_read_under_their_names(paths: DeskPaths, load: Load, tmp_path: Path) -> None:
    stock(paths.exports, "here.csv")
    stock(paths.exports, "b/inner.csv")
    stock(tmp_path / "a", "one.csv")
    stock(tmp_path / "b", "x/two.csv")
    stock(tmp_path / "more" / "a", "one.csv", 2)
    also = [str(tmp_path / one) for one in ("a", "b", "more/a", "not there")]
    assert load(also=also) == dict.fromkeys(
        ("here.csv", "b/inner.csv", "a/one.csv", "b+/x/two.csv", "a+/one.csv"), "loaded"
    )
    assert load(also=also) == {}
    assert "also_missing" in NOTICES


def test_a_folder_named_without_its_root_is_seen_from_that_of_exports(
    paths: DeskPaths, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = paths.exports.parent / "berlin"
    stock(beside, "one.csv")
    stock(tmp_path / "elsewhere" / "berlin", "two.csv")
    (tmp_path / "elsewhere" / "in").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere" / "in")
    assert load(also=["../berlin"]) == {"berlin/one.csv": "loaded"}


def test_a_link_that_the_desks_account_made_leads_to_a_folder_that_is_read(
    paths: DeskPaths, load: Load, tmp_path: Path
) -> None:
    stock(tmp_path / "shop", "deep/one.csv")
    (tmp_path / "shop" / "round").symlink_to(tmp_path / "shop")
    (tmp_path / "shop" / "out.csv").symlink_to(stock(tmp_path, "secret.csv"))
    (paths.exports / "first").symlink_to(tmp_path / "shop")
    (paths.exports / "second").symlink_to(tmp_path / "shop")
    (paths.exports / "up").symlink_to(tmp_path)
    found = load()
    assert len(found) == 3
    assert {name.rpartition("/")[2]: state for name, state in found.items()} == {
        "one.csv": "loaded", "out.csv": "outside_folder", "up": "outside_folder",
    }  # fmt: skip


@pytest.mark.skipif(os.geteuid() != 0, reason="needs an account that others' links can be made by")
def test_a_link_that_somebody_else_made_is_not_followed(paths: DeskPaths, load: Load, tmp_path: Path) -> None:
    stock(tmp_path / "private", "one.csv")
    (paths.exports / "away").symlink_to(tmp_path / "private")
    os.chown(paths.exports / "away", 12345, 12345, follow_symlinks=False)
    assert load() == {"away": "outside_folder"}


@pytest.mark.parametrize(
    ("patterns", "read"),
    [
        ({"only": ["*.CSV"]}, {"a.csv", "old/b.csv", "old/c-old.csv"}),
        ({"only": ["old/*"]}, {"old/b.csv", "old/c-old.csv"}),
        ({"ignore": ["*-old.*"]}, {"a.csv", "old/b.csv", "d.tsv"}),
        ({"only": ["*.csv"], "ignore": ["OLD/*"]}, {"a.csv"}),
    ],
)
def test_patterns_say_which_files_are_read(
    paths: DeskPaths, load: Load, patterns: dict[str, list[str]], read: set[str]
) -> None:
    for name in ("a.csv", "old/b.csv", "old/c-old.csv", "d.tsv"):
        stock(paths.exports, name)
    assert load(**patterns).keys() == read
    assert len(load()) == 4 - len(read), "what is wanted again is read then"


@pytest.mark.parametrize(
    ("patterns", "read"),
    [
        ({"only": ["*.csv"]}, {"plain.csv", "x/in.zip/deep/a.csv", "x/in.zip/stock.csv"}),
        ({"only": ["*.zip/*stock*"]}, {"x/in.zip/stock.csv"}),
        ({"only": ["*.zip"]}, {"x/in.zip/deep/a.csv", "x/in.zip/stock.csv", "x/in.zip/c.tsv"}),
        ({"only": ["y/*"]}, set()),
        ({"only": ["x/in.zip/deep/*"]}, {"x/in.zip/deep/a.csv"}),
        ({"ignore": ["stock.*"]}, {"plain.csv", "x/in.zip/deep/a.csv", "x/in.zip/c.tsv"}),
        ({"ignore": ["*.zip/*"]}, {"plain.csv"}),
        ({"ignore": ["in.zip"]}, {"plain.csv"}),
        ({"only": ["*.csv"], "ignore": ["*/deep/*"]}, {"plain.csv", "x/in.zip/stock.csv"}),
    ],
)
def test_patterns_say_what_of_an_archive_is_read(
    paths: DeskPaths, load: Load, patterns: dict[str, list[str]], read: set[str]
) -> None:
    stock(paths.exports, "plain.csv")
    (paths.exports / "x").mkdir()
    with zipfile.ZipFile(paths.exports / "x" / "in.zip", "w") as archive:
        for at, name in enumerate(("deep/a.csv", "stock.csv", "c.tsv")):
            archive.writestr(name, f"SKU,Quantity\nA{at},1\n".replace(",", "\t" if "tsv" in name else ","))
    first = load(**patterns)
    assert {name for name, state in first.items() if state == "loaded"} == read
    assert {*first.values()} <= {"loaded", "not_a_table"}
    assert load(**patterns) == {}, "what isn't wanted is not looked into at each turn"
    assert len(load()) == 4 - len(read), "what is wanted again is read then"


@given(
    name=st.sampled_from(["a.csv", "x/b.csv", "x/订单.csv"]),
    only=st.lists(PATTERNS, max_size=2),
    ignore=st.lists(PATTERNS, max_size=2),
    boxes=st.lists(st.sampled_from(["in.zip", "x/m.eml", "all.gz"]), max_size=2),
)
def test_what_is_packed_is_read_where_it_or_what_it_came_in_is_wanted(
    name: str, only: list[str], ignore: list[str], boxes: list[str]
) -> None:
    """A plain model: a file and all around it by their names; and each is opened that holds something which is read."""
    chain = [boxes[0]] if boxes else []
    chain += [f"{chain[0]}/{box}" for box in boxes[1:]]
    whole = "/".join([*chain[-1:], name])

    def fits(patterns: list[str], one: str) -> bool:
        return any(
            fnmatch.fnmatchcase(one if "/" in told else one.rpartition("/")[2], told) for told in patterns
        )

    every = [*chain, whole]
    wanted = (not only or any(fits(only, one) for one in every)) and not any(
        fits(ignore, one) for one in every
    )
    folder = Folder(only=only, ignore=ignore)
    assert is_chosen(folder, whole, chain[::-1]) == wanted
    if wanted:
        assert all(is_chosen(folder, box, chain[:at]) for at, box in enumerate(chain)), "it is come by"


def test_a_mail_stays_the_same_when_it_is_read_or_marked(paths: DeskPaths, load: Load) -> None:
    box = paths.exports / "shop"
    for one in ("new", "cur", "tmp"):
        (box / one).mkdir(parents=True)
    mail = (
        "From: a@example.com\nDate: Mon, 30 Nov 2026 09:00:00 +0000\nMIME-Version: 1.0\n"
        'Content-Type: text/csv; name="stock.csv"\nContent-Disposition: attachment; filename="stock.csv"\n\n'
        "SKU,Quantity\nA,1\n"
    )
    (box / "new" / "17.M1.host").write_text(mail)
    (box / "tmp" / "17.M2.host").write_text(mail)
    assert load() == {"shop/cur/17.M1.host/stock.csv": "loaded"}
    (box / "new" / "17.M1.host").rename(box / "cur" / "17.M1.host:2,S")
    assert load() == {}


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("a.csv", ""), ("shop/a.csv", "shop"), ("x/shop/a.csv", "shop"), ("shop/all.zip/in/a.csv", "shop"),
        ("all.zip/in/a.csv", ""), ("shop/a.csv.gz/a.csv", "shop"), ("shop/m.eml/all.zip/a.csv", "shop"),
        ("shop/cur/17.M1.host/a.csv", "shop"),
    ],
)  # fmt: skip
def test_the_folder_that_names_a_shop_is_no_archive(name: str, folder: str) -> None:
    assert folder_of(name) == folder
