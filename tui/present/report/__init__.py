"""The report of a shift in words: for the terminal, as Markdown, as one HTML file."""

from orderdeck.tui.present.report.document import document
from orderdeck.tui.present.report.html import html
from orderdeck.tui.present.report.markdown import markdown
from orderdeck.tui.present.report.terminal import lines, text

__all__ = ["document", "html", "lines", "markdown", "text"]
