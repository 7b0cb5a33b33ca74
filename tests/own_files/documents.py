"""Reading the documents for users, and putting what they show into a desk."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from orderdeck.data.base.paths import DeskPaths
from tests.kinds import Run

DOCS = Path(__file__).parents[2] / "docs"


def blocks(name: str, language: str) -> list[str]:
    """The fenced examples of a document."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def table(name: str, heading: str) -> dict[str, list[str]]:
    """First cell of each row of the first table below `heading` -> the cells after it."""
    text = (DOCS / name).read_text(encoding="utf-8")
    _, _, below = text.partition(f"{heading}\n")
    assert below, f"{name}: no {heading!r}"
    first = re.search(r"^\|.*?(?=^[^|]|\Z|\n\n)", below, re.DOTALL | re.MULTILINE)
    assert first, f"{name}: no table below {heading!r}"
    rows = [re.split(r"(?<!\\)\|", line.strip("|")) for line in first[0].splitlines()[2:]]
    return {row[0].strip().strip("`"): [cell.strip() for cell in row[1:]] for row in rows}


def table_after(name: str, words: str) -> dict[str, list[str]]:
    """The table below the line that has these words."""
    return table(name, next(line for line in (DOCS / name).read_text("utf-8").splitlines() if words in line))


def put(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def orders_csv(paths: DeskPaths, *rows: dict[str, str], name: str = "orders.csv") -> None:
    """An export of orders to be shipped, in our own template, with whatever other columns the rows have."""
    columns = (
        "order_id",
        "status",
        "placed_at",
        "buyer",
        "country_code",
        "service",
        "remark",
        "sku",
        "quantity",
        *dict.fromkeys(column for row in rows for column in row if column in ("total", "currency")),
    )
    soon = (datetime.now(UTC) - timedelta(hours=3)).isoformat(timespec="seconds")
    plain = {
        "status": "to_ship",
        "placed_at": soon,
        "buyer": "Bo",
        "country_code": "SE",
        "sku": "A",
        "quantity": "1",
    }
    lines = [",".join(f'"{(plain | row).get(column, "")}"' for column in columns) for row in rows]
    put(paths.exports / name, "\n".join((",".join(columns), *lines)) + "\n")


def told(run: Run, paths: DeskPaths) -> dict[str, dict[str, dict[str, Any]]]:
    """Queue -> order number -> the order, as scripts are given them."""
    code, out, _ = run("queues", paths.exports, "--json")
    assert code == 0
    return {
        queue["key"]: {order["order_id"]: order for order in queue["orders"]}
        for queue in json.loads(out)["queues"]
    }


def complaints(run: Run, paths: DeskPaths) -> str:
    code, _, errors = run("queues", paths.exports, "--counts")
    assert code == 0
    return errors
