"""The report of a shift in words: for the terminal, as Markdown, as one HTML file."""

from tui.report.document import document
from tui.report.html import html
from tui.report.markdown import markdown
from tui.report.terminal import lines, text

__all__ = ["document", "html", "lines", "markdown", "text"]
