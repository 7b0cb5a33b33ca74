"""Text by terminal cells: Chinese takes two, a combining mark none."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size


def width(text: str) -> int:
    """Columns that `text` takes in a terminal."""
    return cell_len(text)


def pad(text: str, size: int, *, right: bool = False) -> str:
    """`text` filled with spaces to `size` columns; a longer one stays whole."""
    missing = max(size - cell_len(text), 0)
    return " " * missing + text if right else text + " " * missing


def column(texts: Sequence[str], *, right: bool = False) -> list[str]:
    """`texts` filled with spaces to the size of the widest, each measured once: of some there are tens of thousands."""
    sizes = [cell_len(text) for text in texts]
    widest = max(sizes, default=0)
    if right:
        return [" " * (widest - size) + text for text, size in zip(texts, sizes, strict=True)]
    return [text + " " * (widest - size) for text, size in zip(texts, sizes, strict=True)]


def cut(text: str, size: int) -> str:
    """`text` in at most `size` columns, with an ellipsis where something is left out."""
    if cell_len(text) <= size:
        return text
    return set_cell_size(text, max(size - 1, 0)).rstrip(" …") + "…"  # it may have been cut before
