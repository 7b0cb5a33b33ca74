"""A shift's report on hostile orders, acts and files: nothing of theirs becomes markup, script, link or control."""

import re
import time
from collections.abc import Iterator

import pytest
from lxml import html as parser

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.data.reports.shift import shift
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.present import report
from orderdeck.tui.present.report.parts import Document
from tests.hostile.hostile_files import orders, write_csv
from tests.hostile.payloads import ALL, unprintable

OURS = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "section", "article", "h1", "h2", "h3", "p",
    "table", "thead", "tbody", "tr", "th", "td", "div", "span", "svg", "g", "rect", "text", "line", "path", "figure",
    "figcaption", "footer", "small", "ul", "li", "polyline", "desc", "caption", "i",
}  # fmt: skip
"""Elements that a report has any reason to hold."""


@pytest.fixture
def made(paths: DeskPaths) -> Iterator[Document]:
    """The report of a desk where everything that a person can write is hostile, the journal's rows themselves too."""
    write_csv(paths.exports / "orders.csv", orders())
    (paths.exports / "refused [red]<script>alert(1)<.csv").write_text("a,b\n1,2\n")
    chosen = Settings(folder=Folder(settle_seconds=0))
    load_once(paths, chosen)
    with Ledger.open(paths) as ledger:
        now = time.time_ns() // 1000
        keys = [f"aliexpress:30312700{number:08}" for number in range(len(ALL))]
        sound = [text.encode("utf-8", "replace").decode() for text in ALL]
        ledger.append(
            [
                Act(
                    id=f"{number}{kind}", kind=kind, operator=text[:80], at=now - 5, order_key=key,
                    data={"text": text, "to": text[:80], "note": text},
                )
                for number, (key, text) in enumerate(zip(keys, sound, strict=True))
                for kind in ("claim", "note", "hand_over", "done")
            ]
        )  # fmt: skip
    desk = open_desk(paths, chosen)
    try:
        yield report.document(shift(desk, desk.now() - 3_600_000_000), "exports [red]<b>", None)
    finally:
        desk.close()


def test_html_holds_elements_of_ours_alone(made: Document) -> None:
    page = report.html(made)
    assert unprintable(page, {"\n"}) == []
    tree = parser.document_fromstring(page)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    assert {element.tag for element in elements} <= OURS
    for element in elements:
        for name, value in element.attrib.items():
            assert isinstance(name, str)
            assert isinstance(value, str)
            assert not name.startswith("on")
            assert name not in ("src", "href", "action", "formaction")
            assert "evil" not in value
            assert "javascript" not in value.lower()
    assert "alert(1)" in str(tree.xpath("string()"))  # it was there, as text


def test_markdown_brings_no_link_html_or_heading_in(made: Document) -> None:
    page = report.markdown(made)
    assert unprintable(page, {"\n"}) == []
    assert not re.search(r"<(?!!-- -->)", page)
    assert not re.search(r"(?<!\\)\]\(", page)
    assert not re.search(r"https?:", page)
    assert all(line.startswith(("# ", "## ")) for line in page.splitlines() if line.startswith("#"))


def test_the_terminal_gets_printable_text(made: Document) -> None:
    assert unprintable(report.text(made), {"\n"}) == []
