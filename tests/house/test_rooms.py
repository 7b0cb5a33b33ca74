"""Rooms that one can look over."""

from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST = 12
"""Entries of a room, beside its `__init__.py` and files of data such as rules, one a language."""


def test_a_room_has_a_dozen_entries_at_most_and_says_what_it_is_for() -> None:
    held = defaultdict(set)
    code = set()
    for top in ("data", "tui", "widgets", "queries"):
        for file in (ROOT / top).rglob("*.*"):
            if file.suffix not in (".py", ".sql", ".j2") or "__pycache__" in file.parts:
                continue
            if file.suffix == ".sql" or (file.suffix == ".py" and file.name != "__init__.py"):
                code.add(file.parent)
            held[file.parent].add(file.name)
            for folder in file.relative_to(ROOT).parents:
                held[ROOT / folder.parent].add(folder.name)
    rooms = {room.relative_to(ROOT).as_posix(): held[room] - {"__init__.py"} for room in code}
    assert {room: sorted(inside) for room, inside in rooms.items() if len(inside) > MOST} == {}
    silent = [room for room in code if any(room.glob("*.py")) and not _says(room / "__init__.py")]
    assert silent == []


def _says(file: Path) -> bool:
    return file.is_file() and file.read_text("utf-8").startswith('"""')
