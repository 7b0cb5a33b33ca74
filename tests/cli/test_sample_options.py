"""What `orderdeck sample` takes and what it refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest

from orderdeck.data.sample.files.table import layouts
from orderdeck.data.sample.marketplaces import LAYOUTS
from orderdeck.data.sample.world.style import CONTAINERS, ENCODINGS
from orderdeck.tui.terminal import exit_codes as exits

Run = Callable[..., tuple[int, str, str]]
FEW = ("--orders", 5, "--files", 1)


def test_help_lists_every_name(run: Run) -> None:
    told = run("sample", "--help")[1].replace(",", " ").replace(".", " ").split()
    assert {*LAYOUTS, *CONTAINERS, *ENCODINGS, *layouts(), "aliexpress", "all", "mixed"} <= {*told}


@pytest.mark.parametrize("layout", ["KO", "ko", "g1", "En"])
def test_a_layout_may_be_written_in_capitals_or_not(run: Run, tmp_path: Path, layout: str) -> None:
    assert run("sample", tmp_path, *FEW, "--layout", layout)[0] == exits.OK


@pytest.mark.parametrize(
    ("option", "name", "said"),
    [
        ("--layout", "G9", "no layout G9; there are G1,"),
        ("--marketplace", "shopfy", "no marketplace shopfy (did you mean `shopify`?); there are aliexpress,"),
        ("--container", "docx", "no container docx"),
        ("--encoding", "utf-88", "no encoding utf-88 (did you mean `utf-8`?)"),
    ],
)
def test_a_name_that_is_none_is_refused_with_those_that_are(
    run: Run, tmp_path: Path, option: str, name: str, said: str
) -> None:
    code, out, err = run("sample", tmp_path / "new", *FEW, option, name)
    assert (code, out) == (exits.USAGE, "")
    assert said in err
    assert not (tmp_path / "new").exists()


def test_an_encoding_that_the_container_has_no_use_for_is_told(run: Run, tmp_path: Path) -> None:
    code, _out, err = run("sample", tmp_path, *FEW, "--encoding", "gb18030")
    assert code == exits.OK
    assert "an encoding of their own" in err
    assert (
        "of their own" not in run("sample", tmp_path, *FEW, "--encoding", "gb18030", "--container", "csv")[2]
    )


@pytest.mark.parametrize("marketplace", ["aliexpress", "shopify"])
def test_an_encoding_that_cannot_hold_the_orders_is_refused(
    run: Run, tmp_path: Path, marketplace: str
) -> None:
    words = ("--orders", 60, "--marketplace", marketplace, "--container", "csv", "--encoding", "ascii")
    code, _out, err = run("sample", tmp_path, *words)
    assert code == exits.USAGE
    assert "ascii can't hold" in err
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
