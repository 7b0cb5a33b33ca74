"""`orderdeck docs`: every document is there, by name, wherever orderdeck is installed."""

from collections.abc import Callable
from pathlib import Path

from orderdeck.tui.terminal import exit_codes as exits

Run = Callable[..., tuple[int, str, str]]
DOCS = Path(__file__).parents[2] / "docs"


def test_all_pages_are_listed_with_their_titles(run: Run) -> None:
    code, out, _err = run("docs")
    assert code == exits.OK
    listed = dict(line.split(None, 1) for line in out.splitlines())
    assert listed.keys() == {file.stem for file in DOCS.glob("*.md")}
    assert listed["stockouts"] == "Stock-outs"


def test_a_page_is_printed_as_it_is(run: Run) -> None:
    for asked in ("stockouts", "stockouts.md"):
        code, out, _err = run("docs", asked)
        assert (code, out) == (exits.OK, (DOCS / "stockouts.md").read_text(encoding="utf-8"))


def test_a_page_that_is_not_there_names_the_nearest(run: Run) -> None:
    code, _out, err = run("docs", "stokouts")
    assert code == exits.USAGE
    assert "stockouts" in err
