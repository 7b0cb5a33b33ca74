"""Which commands of a desk's settings the user has agreed to: by the file's name and by what exactly it has run.

A desk's settings are written by whoever shares the desk. What they have run runs as the user who opens the deck, with
all that this account may do, so nothing of it runs before that user has looked at it once. Kept beside the user's own
settings, `trusted.json`: {path of the desk's settings: digest of their commands, hooks and sources}.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from orderdeck.data.base.commands.records import RUNS
from orderdeck.data.base.guards.own_files import read_text

NAME: Final = "trusted.json"


def digest(parts: Mapping[str, Any]) -> str:
    """What stands for what a settings file has run: another one as soon as anything of that is another."""
    import hashlib

    # Without sources it is what it was before there were any: nobody has to agree anew.
    told = {part: parts.get(part, []) for part in RUNS if part != "sources" or parts.get(part)}
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def is_agreed(own: Path, desk: Path, parts: Mapping[str, Any]) -> bool:
    """Whether the user whose settings are `own` has agreed to what the desk's settings `desk` have run."""
    return _kept(own).get(str(desk.resolve())) == digest(parts)


def agree(own: Path, desk: Path, parts: Mapping[str, Any]) -> Path:
    """Keeps that the user agrees; where. Raises OSError."""
    file = own.with_name(NAME)
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = _kept(own) | {str(desk.resolve()): digest(parts)}
    beside = file.with_name(f".{NAME}.{os.getpid()}")
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(kept, out, indent=1, sort_keys=True)
    beside.replace(file)
    return file


def _kept(own: Path) -> dict[str, str]:
    try:
        told = json.loads(read_text(own.with_name(NAME), links=True))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
