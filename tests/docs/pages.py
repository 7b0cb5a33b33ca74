"""The documents in both languages, and what is in them: headings, tables, code, links, words of the deck."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

CHINESE = re.compile(r"[\u4e00-\u9fff]")
"""What no command, key or setting is written in: such code is an example in the language of the page."""

PAIRS = {
    "README": (ROOT / "README.md", ROOT / "README.zh.md"),
    **{file.stem: (DOCS / file.name, file) for file in sorted((DOCS / "zh").glob("*.md"))},
}
"""Name of a page that there is in Chinese -> the English file, the Chinese one."""

ALL = sorted([ROOT / "README.md", ROOT / "README.zh.md", *DOCS.glob("*.md"), *DOCS.glob("zh/*.md")])
"""Every document for users, in both languages."""


@dataclass(frozen=True)
class Parts:
    """A document taken apart. Code blocks are without comments, since these are in the language of the page."""

    prose: str  # without code blocks
    headings: tuple[int, ...]  # levels
    tables: tuple[tuple[tuple[str, ...], ...], ...]  # rows of cells; of the head, how many there are
    spans: frozenset[str]  # `code` in the prose
    code: tuple[str, ...]  # lines of blocks
    links: frozenset[str]  # targets in the project, "page" or "page#anchor"


def parts(file: Path) -> Parts:
    """The document `file` taken apart."""
    prose: list[str] = []
    code: list[str] = []
    fenced = False
    before = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or (line.startswith("    ") and (not before.strip() or before.startswith("    "))):
            code.append(re.sub(r"(^|\s)#.*", "", line).strip())
        else:
            prose.append(line)
        before = line
    text = "\n".join(prose)
    return Parts(
        text,
        tuple(len(level) for level in re.findall(r"^(#+) ", text, re.MULTILINE)),
        tuple(_tables(prose)),
        frozenset(re.findall(r"`([^`\n]+)`", text.replace("\\|", "|"))),
        tuple(line for line in code if line),
        frozenset(re.findall(r"\]\((?!http)([^)]+)\)", text)),
    )


def _tables(lines: list[str]) -> list[tuple[tuple[str, ...], ...]]:
    found: list[list[tuple[str, ...]]] = []
    before = ""
    for line in lines:
        if line.startswith("|"):
            if not before.startswith("|"):
                found.append([])
            found[-1].append(tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))))
        before = line
    return [tuple(rows) for rows in found]


def anchors(file: Path) -> set[str]:
    """What links into `file` may name after `#`."""
    text = "\n".join(re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)).lower()
    return {re.sub(r"[^\w -]", "", line).replace(" ", "-") for line in text.splitlines()}
