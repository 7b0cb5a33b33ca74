"""The files of column maps: the user's own, then the desk's, of which those go first that have the same name."""

import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import platformdirs

from orderdeck.data.base.guards.own_files import read_text
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.reports.exported.maps.check import MapError, checked
from orderdeck.data.reports.exported.maps.records import Map

LARGEST = 64 * 1024
"""Bytes of the largest map that is read."""
EXAMPLES = ("customs", "yanwen", "yunexpress")
"""Maps that come along, to be written out and made one's own."""


def load_maps(paths: DeskPaths, problems: list[str] | None = None) -> dict[str, Map]:
    """Name -> map, by name. A file that can't be used is passed over and told in `problems`, with file, key and
    reason; the others are not affected."""
    found: dict[str, Map] = {}
    for file in _files(paths):
        try:
            # In the desk's folder links are refused, as what else lies there is doubted.
            text = read_text(file, most=LARGEST, links=file.parent != paths.maps)
            found[file.stem] = checked(tomllib.loads(text), file.stem)
        except (MapError, OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            why = (error.strerror or error) if isinstance(error, OSError) else error
            if problems is not None:
                problems.append(clean_text(f"{file}: {why}"))
    return dict(sorted(found.items()))


def map_problems(paths: DeskPaths) -> list[str]:
    """What is wrong with maps of the user's and the desk's own, each with its file."""
    problems: list[str] = []
    load_maps(paths, problems)
    return problems


def example(name: str) -> str:
    """The TOML text of one of EXAMPLES, for a user to write out and edit. Raises KeyError."""
    if name not in EXAMPLES:
        raise KeyError(name)
    folder = resources.files("orderdeck.data.reports.exported.maps.packaged")
    return folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")


def _files(paths: DeskPaths) -> Iterator[Path]:
    for folder in (platformdirs.user_config_path("orderdeck") / "exports", paths.maps):
        try:
            inside = sorted(folder.iterdir())
        except OSError:
            continue
        yield from (one for one in inside if one.suffix == ".toml" and not one.name.startswith("."))
