"""The files of profiles: packaged, the user's own, the desk's.

A user's profile lies in the desk's `profiles/` folder or in the platform's config folder. One with the name of a
packaged profile takes its place; one that says `extends = "<name>"` is laid over that profile: tables are merged,
lists appended, single values replaced.
"""

import tomllib
from collections.abc import Collection, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from orderdeck.data.base.guards.own_files import read_text
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.did_you_mean import nearest
from orderdeck.data.exports.profile.check import ProfileError, check_profile
from orderdeck.data.exports.profile.records import Profile


class ProfileProblem(msgspec.Struct, frozen=True):
    """A profile file that can't be used: which, and why in a sentence that names key and nearest spelling."""

    file: str
    message: str


def load_profiles(
    paths: DeskPaths | None = None, problems: list[ProfileProblem] | None = None
) -> list[Profile]:
    """All profiles that can be used: packaged ones, then the user's, then the desk's, later ones overriding by name.

    A file that can't be used is passed over and told in `problems`; the others are not affected.
    """
    raws: dict[str, dict[str, Any]] = {}
    found: dict[str, Profile] = {}
    with resources.as_file(resources.files("orderdeck.data.exports.profile.packaged")) as packaged:
        pass
    for file in _files(paths):
        try:
            raw = _inherited(tomllib.loads(read_text(file, links=not _is_desks(paths, file))), raws)
            profile = check_profile(raw, str(file), trusted=file.parent == packaged)
        except (ProfileError, OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            if problems is not None:
                problems.append(ProfileProblem(str(file), str(error)))
            continue
        raws[profile.name], found[profile.name] = raw, profile
    return list(found.values())


def own_problems(paths: DeskPaths) -> list[str]:
    """What is wrong with profiles of the user's and the desk's own, each with its file; asks little where all is well
    or none is there."""
    if set(_files(paths)) == set(packaged_files()):
        return []
    problems: list[ProfileProblem] = []
    load_profiles(paths, problems)
    return [f"{problem.file}: {problem.message}" for problem in problems]


def profiles_named(names: Collection[str], paths: DeskPaths | None = None) -> dict[str, Profile]:
    """Those of the profiles called `names` that there are, as far as they can be read; not checked any further.

    For whoever wants one fact of a few profiles: to check all of them takes a second.
    """
    raws: dict[str, dict[str, Any]] = {}
    found: dict[str, Profile] = {}
    packaged = {file.stem: file for file in packaged_files()}
    own = own_files(paths)
    for raw in [*own, {}]:
        for name in (*names, str(raw.get("extends", ""))):
            if name in packaged and name not in raws:
                raws[name] = _read(packaged[name], links=True)
    for raw in own:
        base = raw.get("extends")
        if base is None or base in raws:
            raw = {"name": base, **_laid_over(raws[base], raw)} if base else raw
            raws[str(raw.get("name", ""))] = raw
    for name in names:
        try:
            found[name] = msgspec.convert(raws[name], Profile)
        except (KeyError, msgspec.ValidationError):
            continue
    return found


def own_files(paths: DeskPaths | None) -> list[dict[str, Any]]:
    """The user's and the desk's own profiles as they stand in their files, unchecked; {} for one that is no TOML."""
    packaged = set(packaged_files())
    return [_read(file, links=not _is_desks(paths, file)) for file in _files(paths) if file not in packaged]


def _is_desks(paths: DeskPaths | None, file: Path) -> bool:
    """Whether `file` lies in the desk's folder: there links are refused, as what else lies there is doubted."""
    return paths is not None and file.parent == paths.profiles


def _read(file: Path, *, links: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(file, links=links))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def profile_text(name: str) -> str:
    """The TOML text of a packaged profile, for a user to copy and edit. Raises KeyError."""
    for file in packaged_files():
        if file.stem == name:
            return file.read_text(encoding="utf-8")
    raise KeyError(name)


def packaged_files() -> list[Path]:
    """The files of the packaged profiles, by name."""
    with resources.as_file(resources.files("orderdeck.data.exports.profile.packaged")) as folder:
        return sorted(folder.glob("*.toml"))


def _files(paths: DeskPaths | None) -> Iterator[Path]:
    import platformdirs

    yield from packaged_files()
    yield from sorted((platformdirs.user_config_path("orderdeck") / "profiles").glob("*.toml"))
    if paths:
        yield from sorted(paths.profiles.glob("*.toml"))


def _inherited(raw: dict[str, Any], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    base = raw.get("extends")
    if not base:
        return raw
    if base not in known:
        raise ProfileError(f"`extends`: no profile `{base}`{nearest(str(base), known)}")
    return {"name": base, **_laid_over(known[base], raw)}


def _laid_over(below: Any, above: Any) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        return {
            **below,
            **{key: _laid_over(below[key], value) if key in below else value for key, value in above.items()},
        }
    if isinstance(below, list) and isinstance(above, list):
        return above + [item for item in below if item not in above]
    return above
