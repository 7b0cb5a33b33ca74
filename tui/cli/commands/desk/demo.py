"""`orderdeck demo`: the deck over an invented shop whose exports keep arriving."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import click

from orderdeck.tui.cli.commands.base import Failure, Option, Spoken
from orderdeck.tui.cli.commands.choices import Folder
from orderdeck.tui.cli.commands.desk.watch import look_options
from orderdeck.tui.i18n import N_, _
from orderdeck.tui.service.options import Start
from orderdeck.tui.terminal import exit_codes as exits

LEAVING_SECONDS: Final = 10
"""How long the shop may take to remove the folder, to which the loader may still write."""


@click.command("demo", cls=Spoken, help=N_("Open the deck on invented orders that keep arriving."))
@click.option(
    "--keep",
    "keep",
    cls=Option,
    type=Folder(),
    metavar="DIR",
    help=N_("Use this new or empty folder and keep it, instead of one that is removed at the end."),
)
@click.option(
    "--seed", cls=Option, type=int, default=0, help=N_("The same seed gives the same orders (default 0).")
)
@click.option(
    "--every",
    cls=Option,
    type=click.FloatRange(min=3),
    default=6.0,
    metavar="SECONDS",
    help=N_("Time between two exports (default 6)."),
)
@look_options
def command(
    keep: Path | None,
    seed: int,
    every: float,
    operator: str,
    language: str | None,
    theme: str,
    view: str,
    mouse: bool | None,
    debug: bool,
) -> int:
    from orderdeck.tui.cli.launch import run

    with ExitStack() as held:
        with _undisturbed():
            folder = held.enter_context(_folder(keep))
            held.enter_context(_shop(folder, seed, every, remove=keep is None))
        return run(Start(folder, None, operator, language or "", theme, mouse, view, debug, demo=True))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """What would end the deck waits until there is somebody else to remove the folder: a terminal may close at once."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGHUP, signal.SIGTERM, signal.SIGINT))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="orderdeck-demo-", ignore_cleanup_errors=True) as made:
            yield Path(made)
        return
    folder = keep.expanduser()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Failure(
            _("{folder} is not empty; the demo writes files of its own", folder=folder), exits.USAGE
        )
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


@contextmanager
def _shop(folder: Path, seed: int, every: float, *, remove: bool) -> Iterator[None]:
    """The shop lives in a process of its own, which ends when its standard input closes, however the deck ends; with
    `remove` it takes the folder away, since a deck that is killed can't."""
    command = [sys.executable, "-P", "-m", "orderdeck.data.sample.demo", str(folder)]
    command += ["--seed", str(seed), "--every", str(every), "--until-eof", *(["--remove"] if remove else [])]
    shop = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        if shop.poll():
            click.echo(
                "orderdeck: " + _("the invented shop ended early (code {code})", code=shop.returncode),
                err=True,
            )
        assert shop.stdin is not None
        shop.stdin.close()
        try:
            shop.wait(LEAVING_SECONDS)
        except subprocess.TimeoutExpired:
            shop.kill()
            shop.wait()
