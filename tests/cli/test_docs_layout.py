"""Documents in a terminal: nothing is wider than it, no word is lost, the columns of tables stand under each other."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.tui.cli.commands.read.docs_layout import laid_out
from orderdeck.widgets.cells import cell_len

WORDS = st.lists(
    st.sampled_from(["a", "stock", "缺货", "发货期限", "`S`", "（英文）", "，", "supplier-list", "1,234"]),
    min_size=1, max_size=12,
).map(" ".join)  # fmt: skip
ROWS = st.integers(1, 4).flatmap(
    lambda count: st.lists(st.lists(WORDS, min_size=count, max_size=count), min_size=2, max_size=5)
)
WIDTH = st.integers(40, 120)


def _table(rows: list[list[str]]) -> str:
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "|---" * len(rows[0]) + "|", *body])


def _marks(text: str) -> list[str]:
    """What is to be read, in no order: cells beside each other are wrapped line by line."""
    return sorted(re.sub(r"(?m:^\|[-|]+\|$)|[\s|─]", "", text))


@given(ROWS, WIDTH)
def test_tables_fit_and_keep_what_they_say(rows: list[list[str]], width: int) -> None:
    table = _table(rows)
    out = laid_out(table, width)
    assert max(map(cell_len, out.splitlines())) <= width
    assert _marks(out) == _marks(table)


@given(ROWS, WIDTH)
def test_columns_stand_under_each_other(rows: list[list[str]], width: int) -> None:
    lines = laid_out(_table(rows), width).splitlines()
    rule = next(line for line in lines if line.startswith("─"))
    gaps = [at for at, mark in enumerate(rule) if mark == " "]
    for line in lines:
        cells = "".join(mark + "\0" * (cell_len(mark) - 1) for mark in line)
        assert {cells[at] for at in gaps if at < len(cells)} <= {" "}, line


@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["", "- ", "12. "]), WIDTH)
def test_text_is_wrapped_with_its_further_lines_below_its_first_word(
    lines: list[str], item: str, width: int
) -> None:
    text = item + ("\n" + " " * len(item)).join(line.removeprefix("a ") for line in lines)
    out = laid_out(text, width)
    assert max(map(cell_len, out.splitlines())) <= width
    assert _marks(out) == _marks(text)
    first, *others = out.splitlines()
    assert first.startswith(item)
    assert all(line.startswith(" " * len(item)) and line[len(item)] != " " for line in others)


@pytest.mark.parametrize(
    "text",
    [
        "```toml\n[keys]   # " + "long " * 40 + "\n```",
        "A:\n\n    orderdeck " + "long " * 40,
        "# " + "head " * 40,
    ],
)
def test_code_and_headings_stay_as_they_are(text: str) -> None:
    assert laid_out(text, 40) == text


def test_lines_of_chinese_are_joined_without_a_blank() -> None:
    assert laid_out("按整单\n分配\nSKU", 80) == "按整单分配 SKU"


def test_bold_is_not_shown_by_its_signs_but_code_is() -> None:
    assert laid_out("**执行方案**（`P`）: `a/**`", 80) == "执行方案（`P`）: `a/**`"
