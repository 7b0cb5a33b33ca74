"""Imports stand at the top of a file. One inside a function has to keep something heavy away from those who don't need
it: the deck paints before Polars and DuckDB are there, and a command imports what it uses (CONTRIBUTING, "How it is
written")."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = frozenset(
    {"polars", "duckdb", "textual", "rich", "click", "babel", "jinja2", "lxml", "xlsxwriter", "xlwt", "python_calamine",
     "watchfiles", "psycopg", "obstore", "charset_normalizer", "platformdirs", "multiprocessing", "asyncio", "sqlite3",
     "zoneinfo", "unicodedata", "difflib", "logging", "traceback", "concurrent", "importlib", "subprocess", "tomllib",
     "tomlkit", "hashlib", "secrets"}
)  # fmt: skip
"""What costs a start milliseconds. `python -X importtime` tells of each."""
DOOR = ("tui/cli/main.py", "tui/cli/launch.py")
"""The first files of every start: they import next to nothing before the first paint."""
ELSE = {
    ("tui/service/operator_name.py", "pwd"): "not on every system",
    ("data/desk/views/query_sandbox.py", "resource"): "not on every system",
    ("tui/terminal/thin_app.py", "textual.drivers.linux_driver"): "not on every system",
    ("data/desk/views/query_sandbox.py", "orderdeck.data.desk.connection"): "runs in a process of its own",
    ("data/ledger/store.py", "orderdeck.data.ledger.recovery.mend"): "mending opens a ledger in its turn",
    (
        "tui/deck/controllers/teach.py",
        "orderdeck.tui.teach.screen",
    ): "a whole screen, which few decks ever open",
    ("tui/deck/controllers/teach.py", "orderdeck.tui.teach.session"): "the same",
    (
        "tui/cli/commands/__init__.py",
        "orderdeck.tui.cli.commands.root",
    ): "root names the commands of this package",
}
"""Others, and why."""

Import = ast.Import | ast.ImportFrom


def sources() -> dict[str, tuple[str, ast.Module]]:
    """Module -> its file and what it says."""
    found = {}
    for room in ("tui", "data", "widgets", "queries"):
        for file in sorted((ROOT / room).rglob("*.py")):
            place = file.relative_to(ROOT)
            name = ".".join(("orderdeck", *place.with_suffix("").parts)).removesuffix(".__init__")
            found[name] = (place.as_posix(), ast.parse(file.read_text(encoding="utf-8")))
    return found


SOURCES = sources()


def at_top(tree: ast.Module) -> Iterator[Import]:
    """Imports that come with the module; those for the type checker alone don't."""
    for node in tree.body:
        if isinstance(node, Import):
            yield node
        elif isinstance(node, ast.Try):
            yield from (one for one in node.body if isinstance(one, Import))


def modules(node: Import) -> list[str]:
    """What an import brings."""
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    parts = [f"{node.module}.{one.name}" for one in node.names]
    return [part if part in SOURCES else str(node.module) for part in parts]


def with_packages(name: str) -> Iterator[str]:
    """A module and the packages that it is in."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def brings(names: list[str]) -> frozenset[str]:
    """What is heavy among all that comes with these modules."""
    seen: set[str] = set()
    waiting = [part for name in names for part in with_packages(name)]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            for node in at_top(SOURCES[name][1]) if name in SOURCES else ():
                waiting += [part for one in modules(node) for part in with_packages(one)]
    return HEAVY & {name.partition(".")[0] for name in seen}


def test_an_import_inside_a_function_keeps_something_heavy_away() -> None:
    needless = []
    for name, (file, tree) in SOURCES.items():
        there = brings([name])
        functions = (
            node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        for node in {one for function in functions for one in ast.walk(function) if isinstance(one, Import)}:
            named = isinstance(node, ast.ImportFrom) and str(node.module)
            allowed = file in DOOR or any((file, one) in ELSE for one in (*modules(node), named))
            if not allowed and not brings(modules(node)) - there:
                needless.append(f"{file}:{node.lineno}: {ast.unparse(node)}")
    assert not needless, "\n".join(sorted(needless))
