"""From the command line to the first paint, importing as little as can be.

The environment that Textual reads at import is set here first. Settings are read only where a settings file exists;
without one the defaults of `Looks` hold, which a test keeps equal to those of the settings.
"""

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from orderdeck.data.base.text.did_you_mean import closest
from orderdeck.tui.i18n import _, choose, labelled, noted, use
from orderdeck.tui.i18n.did_you_mean import hint
from orderdeck.tui.i18n.times import zone_of
from orderdeck.tui.service.options import Looks, Start
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.tui.terminal.themes import known_themes, own_themes
from orderdeck.tui.terminal.tty import screen_file

if TYPE_CHECKING:
    from orderdeck.data.base.config.settings import Settings


class _DeskError(ValueError):
    """The desk's folder can't be used, whatever the settings say."""


def run(start: Start) -> int:
    """Open the deck and stay until it is left; returns the exit code. Errors before the start go to stderr."""
    use(choose(start.language or "auto"))
    prepare_environment(os.environ)
    if not start.folder.expanduser().is_dir():
        return _fail(_("{folder}: there is no such folder", folder=start.folder), exits.DESK)
    try:
        settings = _settings(start)
        looks = looks_of(start, settings)
    except ValueError as error:
        # The folder's own fault, not that of a line in the settings.
        return _fail(str(error), exits.DESK if isinstance(error, _DeskError) else exits.USAGE)
    use(choose(looks.language))
    own, wrong = own_themes(settings_files(start)[0].parent / "themes")
    looks = replace(looks, themes=own)
    errors = [*look_and_key_errors(start, looks), *wrong]
    if errors:
        return _fail("\n".join(errors), exits.USAGE)
    if not looks.cell_diff:
        os.environ["ORDERDECK_DISPLAY"] = "plain"
    if not sys.stdin.isatty():
        return _fail(_("The deck needs a terminal; for scripts there is `orderdeck queues`."), exits.USAGE)
    if screen_file() is None:
        return _fail(_("The terminal can't be written to."), exits.USAGE)
    gc.disable()  # what start-up makes stays; collecting among it would cost a twentieth of the time to first paint
    from orderdeck.tui.deck.app import Orderdeck

    app = Orderdeck(start, looks, settings)
    app.run(mouse=looks.mouse)
    if app.farewell:
        sys.stderr.write(f"orderdeck: {app.farewell}\n")
    return app.return_code or exits.OK


def prepare_environment(environment: "os._Environ[str] | dict[str, str]") -> None:
    """Set what Textual reads at import: no animations; over SSH a longer wait for the rest of an escape sequence.

    Latency splits sequences: `ESC`, 150 ms, `[B` would be three keys with the default of 100 ms, so 300 ms there.
    """
    environment.setdefault("TEXTUAL_ANIMATIONS", "none")
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        environment.setdefault("ESCDELAY", "300")


def settings_files(start: Start) -> tuple[Path, Path]:
    """Where the user's own and the desk's settings would be, found without importing platformdirs where possible."""
    if sys.platform.startswith("linux"):
        config = os.environ.get("XDG_CONFIG_HOME", "").strip()
        own = (Path(config) if config else Path.home() / ".config") / "orderdeck" / "orderdeck.toml"
    else:
        from orderdeck.data.base.paths import user_settings

        own = user_settings()
    return own, (start.state or start.folder / ".orderdeck").expanduser() / "orderdeck.toml"


def _settings(start: Start) -> "Settings | None":
    """The settings where a file exists, else None; ValueError names file, key and what is wrong."""
    if not any(file.exists() for file in settings_files(start)):
        return None
    from orderdeck.data.base.config.settings import SettingsError, load
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.tui.i18n.words.settings import settings_wrong

    try:
        return load(DeskPaths.of(start.folder, start.state))
    except SettingsError as error:
        if not hasattr(error.__cause__, "code"):
            raise ValueError(settings_wrong(error)) from error
        said = noted(_("What lies in this desk's folder is not trusted."), str(error))
        raise _DeskError(said) from error


def looks_of(start: Start, settings: "Settings | None") -> Looks:
    """The looks by the settings, with what the command line says laid over."""
    if settings is None:
        looks = Looks()
    else:
        look = settings.look
        notice = settings.notice
        looks = Looks(
            look.language, look.theme, look.zone, look.mouse, look.cell_diff, settings.keys,
            tuple(notice.on), tuple(notice.ways), tuple(settings.commands), tuple(settings.hooks),
        )  # fmt: skip
    return replace(
        looks,
        language=start.language or looks.language,
        theme=start.theme or looks.theme,
        mouse=looks.mouse if start.mouse is None else start.mouse,
    )


def look_and_key_errors(start: Start, looks: Looks) -> list[str]:
    """What is wrong with keys, time zone, theme or operator's name, as lines: no deck starts with these."""
    return [*_key_errors(start, looks), *_look_errors(start, looks)]


def _key_errors(start: Start, looks: Looks) -> list[str]:
    """What is wrong with the user's keys, each with the file it is in."""
    if not looks.keys and not looks.commands:
        return []
    from orderdeck.tui.actions.keyboard.keymap import build

    errors = build(looks.keys, looks.commands)[1]
    return [labelled(_file_of(start, error), error) for error in errors]


def _look_errors(start: Start, looks: Looks) -> list[str]:
    """What is wrong with time zone, theme or operator's name: they would fail only once the screen is taken."""
    errors = []
    try:
        zone_of(looks.zone)
    except (KeyError, ValueError, OSError):
        errors.append(_("look.zone: there is no time zone `{name}`", name=looks.zone))
    known = [*known_themes(), *(theme.name for theme in looks.themes)]
    if looks.theme not in ("", "auto", *known):
        said = _("look.theme: there is no theme `{name}`", name=looks.theme)
        errors.append(said + hint(closest(looks.theme, known)))
    if start.operator and not (start.operator.isprintable() and len(start.operator) <= 40):
        errors.append(_("--as: a name of at most 40 characters, without control characters"))
    return errors


def _file_of(start: Start, error: str) -> Path:
    """The settings file that names the key an error is about; the desk's lies over the user's own."""
    import tomllib

    own, desk = settings_files(start)
    for file in (desk, own):
        if file.exists():
            told = tomllib.loads(file.read_text(encoding="utf-8-sig"))
            places = [f"keys.{name}" for name in told.get("keys", {})]
            places += [f"commands.{one['name']}" for one in told.get("commands", [])]
            if any(f"{place}:" in error or f"{place}：" in error for place in places):
                return file
    return desk


def _fail(message: str, code: int) -> int:
    sys.stderr.write("".join(f"orderdeck: {line}\n" for line in message.splitlines()))
    return code
