"""The report of a shift in words: for the terminal, as Markdown, as one HTML file."""

from orderdeck.tui.report.document import document
from orderdeck.tui.report.html import html
from orderdeck.tui.report.markdown import markdown
from orderdeck.tui.report.terminal import lines, text

__all__ = ["document", "html", "lines", "markdown", "text"]
