"""`orderdeck profiles`: what exports orderdeck knows, and a copy of one to edit."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orderdeck.data.base.paths import DeskPaths, user_settings
from orderdeck.tui.cli.commands.base import (
    Deck,
    Failure,
    Option,
    Spoken,
    echo_json,
    echo_table,
    json_option,
    state_option,
)
from orderdeck.tui.cli.commands.choices import Folder, completing, nearest
from orderdeck.tui.cli.commands.files.profiles_new import command as new
from orderdeck.tui.i18n import N_, _, labelled, language
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.base.paths import DeskPaths


@click.group("profiles", cls=Deck, help=N_("List, show or copy the descriptions of exports."))
def command() -> None:
    pass


def _names() -> list[str]:
    """Every profile by name but a desk's own, which no shell knows of."""
    from orderdeck.data.exports.profile.files import load_profiles

    return [profile.name for profile in load_profiles()]


desk_option = click.option(
    "--in",
    "folder",
    cls=Option,
    type=Folder(),
    metavar="DIR",
    help=N_("Also the profiles of the desk over this folder."),
)


@command.command("list", cls=Spoken, help=N_("List all profiles: packaged, your own, the desk's."))
@desk_option
@state_option
@json_option
def list_(folder: Path | None, state: Path | None, as_json: bool) -> int:
    from orderdeck.data.exports.profile.files import ProfileProblem, load_profiles

    problems: list[ProfileProblem] = []
    profiles = load_profiles(_paths(folder, state), problems)
    if as_json:
        fields = ("name", "title", "marketplace", "kind", "zone", "origin")
        echo_json(
            {"profiles": [{field: getattr(profile, field) for field in fields} for profile in profiles]}
        )
    else:
        head = [_("profile"), _("kind"), _("time zone"), _("what it is")]
        rows = [[p.name, p.kind, p.zone, p.title.get(language()) or p.title.get("en", "")] for p in profiles]
        echo_table([head, *rows])
    for problem in problems:
        click.echo(labelled(problem.file, problem.message), err=True)
    return exits.REFUSED if problems else exits.OK


@command.command("show", cls=Spoken, help=N_("Print a profile as TOML."))
@click.argument("name", shell_complete=completing(_names))
@desk_option
@state_option
def show(name: str, folder: Path | None, state: Path | None) -> int:
    click.echo(_text(name, _paths(folder, state)), nl=False)
    return exits.OK


@command.command(
    "copy", cls=Spoken, help=N_("Copy a profile into a desk (or your own settings) to edit it there.")
)
@click.argument("name", shell_complete=completing(_names))
@click.option(
    "--to",
    "folder",
    cls=Option,
    type=Folder(),
    metavar="DIR",
    help=N_("The desk's folder of exports; without it your own settings."),
)
@state_option
@click.option(
    "--as",
    "new_name",
    cls=Option,
    default="",
    metavar="NAME",
    help=N_("Under another name, beside the one copied."),
)
def copy(name: str, folder: Path | None, state: Path | None, new_name: str) -> int:
    text = _text(name, None)
    target = _home(_paths(folder, state)) / f"{_checked(new_name or name)}.toml"
    if new_name:
        text = _renamed(text, new_name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise Failure(_("{file} is there already; it was left as it is", file=target), exits.USAGE) from error
    except OSError as error:
        raise Failure(_("{folder}: {why}", folder=target.parent, why=error.strerror or error)) from error
    click.echo(target)
    return exits.OK


command.add_command(new)


def _renamed(text: str, name: str) -> str:
    """The profile in `text` under another name, all else as it stands there."""
    import tomlkit

    profile = tomlkit.parse(text)
    profile["name"] = name
    return profile.as_string()


def _checked(name: str) -> str:
    if not name.replace("-", "_").replace("_", "a").isalnum():
        raise click.UsageError(_("a profile's name is made of letters, digits, - and _"))
    return name


def _paths(folder: Path | None, state: Path | None) -> "DeskPaths | None":
    """The desk meant by its folder of exports or by where its state is; None where neither is said."""
    if folder is None and state is None:
        return None
    return DeskPaths.of(folder or Path(), state)


def _home(paths: "DeskPaths | None") -> Path:
    return paths.profiles if paths is not None else user_settings().parent / "profiles"


def _text(name: str, paths: "DeskPaths | None") -> str:
    from orderdeck.data.exports.profile.files import load_profiles, profile_text

    for profile in load_profiles(paths):
        if profile.name == name and profile.origin:
            return Path(profile.origin).read_text(encoding="utf-8-sig")
    try:
        return profile_text(name)
    except KeyError as error:
        known = [profile.name for profile in load_profiles(paths)]
        said = _("there is no profile {name}", name=name) + nearest(name, known)
        raise Failure(said, exits.USAGE) from error
