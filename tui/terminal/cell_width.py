"""Text by terminal cells: Chinese takes two, a combining mark none."""

from rich.cells import cell_len, set_cell_size


def width(text: str) -> int:
    """Columns that `text` takes in a terminal."""
    return cell_len(text)


def pad(text: str, size: int, *, right: bool = False) -> str:
    """`text` filled with spaces to `size` columns; a longer one stays whole."""
    missing = max(size - cell_len(text), 0)
    return " " * missing + text if right else text + " " * missing


def cut(text: str, size: int) -> str:
    """`text` in at most `size` columns, with an ellipsis where something is left out."""
    if cell_len(text) <= size:
        return text
    return set_cell_size(text, max(size - 1, 0)).rstrip(" …") + "…"  # it may have been cut before
