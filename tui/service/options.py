"""What the command line and the settings say about the deck to open. Cheap to import: the first paint needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.theme import Theme

    from orderdeck.data.base.commands.records import Command, Hook


@dataclass(frozen=True)
class Start:
    """What the command line says about the deck to open; empty: not said."""

    folder: Path
    state: Path | None = None
    operator: str = ""
    language: str = ""
    theme: str = ""
    mouse: bool | None = None
    view: str = ""  # the queue to begin with
    debug: bool = False  # check at every refresh that queues add up
    demo: bool = False
    read_only: bool = False  # write nothing to the desk


@dataclass(frozen=True)
class Looks:
    """The settings that the first paint needs, with the settings' own defaults."""

    language: str = "auto"
    theme: str = "auto"
    zone: str = "local"
    mouse: bool = False
    cell_diff: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)
    notice_on: tuple[str, ...] = ()  # what calls an operator who looks elsewhere
    notice_ways: tuple[str, ...] = ("bell", "osc9", "osc777")
    commands: "tuple[Command, ...]" = ()  # the user's own
    hooks: "tuple[Hook, ...]" = ()
    themes: "tuple[Theme, ...]" = ()  # the user's own
