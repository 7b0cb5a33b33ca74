"""What a report of a fault needs to say about program, system, terminal and folder: names and values, nothing of
orders, buyers or the account."""

import os
import platform
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Literal, cast

from orderdeck import __version__
from orderdeck.data.base.config.settings import Folder, Look, Settings
from orderdeck.data.base.folder.reach import reaching
from orderdeck.data.base.paths import DeskPaths
from orderdeck.tui import i18n
from orderdeck.tui.service.operator_name import login
from orderdeck.tui.terminal.clipboard import ways
from orderdeck.tui.terminal.themes import choose
from orderdeck.tui.terminal.tty import tty_size

Fact = str | int | bool | None
Facts = dict[str, Fact]
ColorSystem = Literal["auto", "standard", "256", "truecolor"]

PACKAGES: Final = ("textual", "rich", "duckdb", "polars", "watchfiles", "python-calamine", "lxml", "psycopg")
"""Versions of these are told; psycopg is there where a desk may be on PostgreSQL."""
INOTIFY: Final = Path("/proc/sys/fs/inotify")


def program() -> Facts:
    """Versions."""
    libc, libc_version = platform.libc_ver()
    return {
        "orderdeck": __version__,
        "python": platform.python_version(),
        **{name: _version(name) for name in PACKAGES},
        "system": _system(),
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "libc": f"{libc} {libc_version}".strip() or None,
    }


def terminal(look: Look, environment: Mapping[str, str]) -> Facts:
    """The terminal, and how a deck would draw in it and copy from it, by these settings."""
    size = tty_size()
    first, last = ways(environment)
    return {
        "term": environment.get("TERM"),
        "colorterm": environment.get("COLORTERM"),
        "program": " ".join(filter(None, map(environment.get, ("TERM_PROGRAM", "TERM_PROGRAM_VERSION"))))
        or None,
        "size": f"{size[0]}x{size[1]}" if size else None,
        "tmux": _tmux() if environment.get("TMUX") else None,
        "screen": bool(environment.get("STY")),
        "ssh": bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY")),
        "locale": next(filter(None, map(environment.get, ("LC_ALL", "LC_CTYPE", "LANG"))), None),
        "encoding": sys.stdout.encoding,
        "language": i18n.choose(look.language),
        "colours": _colours(environment),
        "theme": choose(look.theme, environment),
        "clipboard": first if first == last else f"{first}, else {last}",
    }


def limits() -> Facts:
    """What the system lets a process open and follow; None where it has no limit or doesn't tell it."""
    soft, hard = (
        None if most == resource.RLIM_INFINITY else most
        for most in resource.getrlimit(resource.RLIMIT_NOFILE)
    )
    return {
        "open_files": soft,
        "open_files_at_most": hard,
        "inotify_watches": _number(INOTIFY / "max_user_watches"),
        "inotify_instances": _number(INOTIFY / "max_user_instances"),
    }


def folder(paths: DeskPaths, settings: Settings) -> Facts:
    """The folder of exports and the desk beside it: on what they lie, how the former is followed."""
    from orderdeck.data.ledger.access.filesystem import file_system_of, is_network

    state = paths.state if paths.state.is_dir() else None
    return {
        "exports": shortened(paths.exports),
        "exports_filesystem": file_system_of(paths.exports) or None,
        "exports_network": is_network(paths.exports),
        "desk": shortened(paths.state),
        "desk_there": state is not None,
        "desk_filesystem": file_system_of(paths.state) or None,
        "desk_network": is_network(paths.state),
        "desk_writable": os.access(state or paths.exports, os.W_OK | os.X_OK),
        "desk_free_mb": shutil.disk_usage(state or paths.exports).free // 2**20,
        **_followed(paths, settings.folder),
    }


def shortened(path: Path) -> str:
    """`path` with `~` for the home folder, and without the name of the account wherever else it stands."""
    home = Path.home()
    text = f"~/{path.relative_to(home)}" if path.is_relative_to(home) and path != home else str(path)
    text = "~" if path == home else text
    return re.sub(rf"(?<![^/]){re.escape(login())}(?![^/])", "USER", text) if login() != "root" else text


def _followed(paths: DeskPaths, settings: Folder) -> Facts:
    """What a loader would do: it is started as one, and takes nothing."""
    from orderdeck.data.intake.folder.watch import Watch

    watch = Watch(reaching(paths, settings), settings, lambda _found: False)
    try:
        watch.rescan()
        why = watch.notice or ("setting" if settings.polling != "auto" else "")
        return {
            "followed_by": "polling" if watch.polls else "inotify" if sys.platform == "linux" else "notices",
            "followed_why": why or None,
            "folders": watch.folders,
        }
    finally:
        watch.close()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _system() -> str:
    with suppress(OSError):
        return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return f"{platform.system()} {platform.mac_ver()[0]}".strip()


def _tmux() -> str:
    try:
        told = subprocess.run(["tmux", "-V"], capture_output=True, text=True, timeout=2, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "yes"
    return told.stdout.strip() or "yes"


def _colours(environment: Mapping[str, str]) -> str:
    """Colours as Textual would find them out: "standard" (16), "256", "truecolor"; none with NO_COLOR."""
    from rich.console import Console
    from textual.constants import COLOR_SYSTEM

    if "NO_COLOR" in environment:
        return "none (NO_COLOR)"
    console = Console(
        color_system=cast(ColorSystem, COLOR_SYSTEM),
        force_terminal=True,
        legacy_windows=False,
        _environ=environment,
    )
    return console.color_system or "none"


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
