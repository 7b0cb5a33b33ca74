"""SQL files that hold several statements, each under a line `-- name: …`."""

import re
from functools import cache
from importlib.resources import files


@cache
def statements(path: str) -> dict[str, str]:
    """The statements of `queries/<path>.sql`, by name, in the file's order. Raises FileNotFoundError."""
    text = files("orderdeck.queries").joinpath(*f"{path}.sql".split("/")).read_text(encoding="utf-8")
    parts = re.split(r"(?m)^-- name: *(\w+) *$", text)
    return {name: body.strip().rstrip(";") for name, body in zip(parts[1::2], parts[2::2], strict=True)}
