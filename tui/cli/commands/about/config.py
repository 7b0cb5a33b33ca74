"""`orderdeck config [DIR] [KEY]`: what holds, from which file and line, and what is wrong with the files."""

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import CompletionItem

from orderdeck.data.base.commands.records import RUNS, Command, Hook, Source, shown
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.tui.cli.commands.base import Failure, Spoken, echo_json, echo_table, json_option, state_option
from orderdeck.tui.cli.commands.choices import Folder, completed, nearest
from orderdeck.tui.cli.commands.desk.opening import desk_paths
from orderdeck.tui.i18n import N_, _, labelled, ngettext
from orderdeck.tui.i18n.phrases import failure
from orderdeck.tui.service.options import Start
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.tui.terminal.themes import own_themes

if TYPE_CHECKING:
    from orderdeck.data.base.config.origins import Held, Origins, Run, Wrong
    from orderdeck.data.base.paths import DeskPaths

OF_BUYERS: Final = ("wholesale.buyers",)
"""Settings that hold names of buyers: how many, is all that is told."""
_KINDS: Final = {Command: "commands", Hook: "hooks", Source: "sources"}
"""What is run -> the table of the settings that it stands in."""
WIDEST: Final = 60
"""Cells of a value in the table; `--json` has it whole."""


def _keys(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    from orderdeck.data.base.config.origins import origins

    held = [one.key for one in origins(None).held]
    sections = dict.fromkeys(key.partition(".")[0] for key in held)
    return completed([*sections, *(held if "." in incomplete else ())], incomplete)


@click.command("config", cls=Spoken, help=N_("Show which settings hold and from where, and check the files."))
@click.argument("folder", metavar="[DIR]", type=Folder(), required=False)
@click.argument("key", metavar="[SECTION[.KEY]]", required=False, shell_complete=_keys)
@state_option
@json_option
def command(folder: Path | None, key: str | None, state: Path | None, as_json: bool) -> int:
    from orderdeck.data.base.config.origins import origins

    if folder is not None and key is None and _is_key(folder):
        folder, key = None, str(folder)
    if state is not None and folder is None:
        raise click.UsageError(_("--desk needs the folder of exports, too"))
    paths = desk_paths(folder, state) if folder is not None else None
    _refuse_untrusted(paths)
    told = origins(paths)
    held, runs = _asked(told, key)
    problems = _of_looks(told, folder, state) if not told.wrong else []
    if as_json:
        echo_json(_as_json(told, held, runs, problems))
    else:
        _show(held, runs)
        _show_trust(runs, folder)
    for one in told.wrong:
        click.echo(
            f"orderdeck: {labelled(clean_text(_place(one.file, one.line)), clean_text(_why(one)))}", err=True
        )
    for problem in problems:
        click.echo(f"orderdeck: {clean_text(problem)}", err=True)
    return exits.USAGE if told.wrong or problems else exits.OK


def _is_key(word: Path) -> bool:
    from orderdeck.data.base.config.settings import Settings

    return not word.exists() and str(word).partition(".")[0] in Settings.__struct_fields__


def _refuse_untrusted(paths: "DeskPaths | None") -> None:
    """Of a desk that isn't trusted nothing is read, as by every command."""
    from orderdeck.data.base.guards.trust import UntrustedError, refuse_untrusted

    if paths is None:
        return
    try:
        refuse_untrusted(paths)
    except UntrustedError as error:
        raise Failure(failure(error)) from error


def _asked(told: "Origins", key: str | None) -> "tuple[list[Held], list[Run]]":
    """What is asked for by `key`, a section or a key below one; all of it without."""
    if not key:
        return told.held, told.runs
    held = [one for one in told.held if one.key == key or one.key.startswith(f"{key}.")]
    runs = told.runs if key in RUNS else []
    wrong = any(one.key == key or one.key.startswith(f"{key}.") for one in told.wrong)
    if not held and key not in RUNS and not wrong:
        known = [one.key for one in told.held]
        known += dict.fromkeys(one.partition(".")[0] for one in known)
        raise click.UsageError(_("there is no setting {key}", key=clean_text(key)) + nearest(key, known))
    return held, [one for one in runs if _kind(one) == key]


def _of_looks(told: "Origins", folder: Path | None, state: Path | None) -> list[str]:
    """What is wrong with keys, theme and zone, which the package of settings knows nothing of."""
    from orderdeck.tui.cli.launch import look_and_key_errors, looks_of

    themes, wrong = own_themes(told.user.parent / "themes")
    start = Start(folder or told.user.parent, state)
    looks = replace(looks_of(start, told.settings), themes=themes)
    return [*look_and_key_errors(start, looks), *wrong]


def _show(held: "list[Held]", runs: "list[Run]") -> None:
    rows = [[one.key, _short(_value(one)), _from(one)] for one in held]
    rows += [[f"{_kind(one)}.{_name(one)}", _short(_shown(one)), _place(one.file)] for one in runs]
    if rows:
        echo_table([[clean_text(cell) for cell in row] for row in rows])


def _show_trust(runs: "list[Run]", folder: Path | None) -> None:
    """Whether the desk's commands, hooks and sources run, and what to do where they don't."""
    theirs = [one for one in runs if one.origin == "desk"]
    if not theirs:
        return
    file = clean_text(str(theirs[0].file))
    if theirs[0].agreed:
        click.echo(_("You have agreed to what {file} has run.", file=file))
    else:
        agree = f"orderdeck commands {shlex.quote(str(folder))} --trust"
        click.echo(
            _(
                "You have not agreed to those of {file}: they run nothing. {command} agrees.",
                file=file,
                command=agree,
            )
        )


def _as_json(
    told: "Origins", held: "list[Held]", runs: "list[Run]", problems: list[str]
) -> dict[str, list[dict[str, Any]]]:
    files = [("user", told.user), *([("desk", told.desk)] if told.desk else [])]
    return {
        "files": [{"from": origin, "file": str(file), "there": file.exists()} for origin, file in files],
        "settings": [
            {
                "key": one.key,
                "value": len(one.value) if one.key in OF_BUYERS else one.value,
                "from": one.origin,
                "file": str(one.file) if one.file else None,
                "line": one.line,
            }
            for one in held
        ],
        "runs": [
            {
                "kind": _kind(one),
                "name": _name(one),
                "run": one.what.run,
                "from": one.origin,
                "file": str(one.file),
                "agreed": one.agreed,
            }
            for one in runs
        ],
        "problems": [
            *(_problem(one) for one in told.wrong),
            *({"file": None, "key": None, "line": None, "why": one} for one in problems),
        ],
    }


def _problem(one: "Wrong") -> dict[str, Any]:
    return {"file": str(one.file), "key": one.key or None, "line": one.line, "why": _why(one)}


def _why(one: "Wrong") -> str:
    from orderdeck.tui.i18n.words.settings import fault_words

    return fault_words(one.fault) if one.fault else one.why


def _value(one: "Held") -> str:
    """A value as TOML has it; what isn't set has none."""
    if one.key in OF_BUYERS and one.value:
        return ngettext("({count} name, not shown)", "({count} names, not shown)", len(one.value))
    return _("(not set)") if one.value is None else json.dumps(one.value, ensure_ascii=False)


def _from(one: "Held") -> str:
    return _("default") if one.file is None else _place(one.file, one.line)


def _place(file: Path, line: int | None = None) -> str:
    """A file as one may click on it."""
    return f"{file}:{line}" if line else str(file)


def _kind(one: "Run") -> str:
    return _KINDS[type(one.what)]


def _name(one: "Run") -> str:
    return one.what.on if isinstance(one.what, Hook) else one.what.name


def _shown(one: "Run") -> str:
    state = "" if one.agreed else _(" (not agreed to)")
    return shown(one.what.run) + state


def _short(text: str) -> str:
    from orderdeck.tui.terminal.cell_width import cut

    return cut(text, WIDEST)
