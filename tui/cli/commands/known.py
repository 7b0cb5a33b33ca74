"""What a desk knows by name, for shells that complete: files, operators, order numbers, SKUs.

A shell waits for it at each tab, and shows what is written to standard error amid the line that is typed: so nothing is
loaded, nothing written, and where anything stands against it nothing is completed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.tui.cli.commands.choices import completed

if TYPE_CHECKING:
    from orderdeck.data.ledger import Ledger

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]

LEAST: Final = 2
"""Characters of an order number or a SKU that are wanted before any is looked for: a desk may have a million."""


def from_desk(names: "Callable[[Ledger, click.Context, str], list[str]]") -> Complete:
    """A parameter's `shell_complete`: what `names` gives for the ledger of the desk on the line, the context and what
    is typed so far."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        found: list[str] = []
        with suppress(Exception), _ledger(ctx) as ledger:  # a shell's line is no place for what is the matter
            found = names(ledger, ctx, incomplete)
        return completed((one for one in found if one and clean_text(one) == one), incomplete)

    return complete


def said(ctx: click.Context, name: str) -> str:
    """What the line says for the argument `name`; "" where it says nothing.

    While the value of an option is being typed, click has given up on the line before it came to the arguments, and
    left them where it found them.
    """
    if value := ctx.params.get(name):
        return str(value)
    names = [one.name for one in ctx.command.params if isinstance(one, click.Argument)]
    return dict(zip(names, ctx.args, strict=False)).get(name, "")


def operators(ledger: "Ledger", _ctx: click.Context, _start: str) -> list[str]:
    """Who has acted on the desk."""
    return sorted(ledger.last_seen())


def orders(ledger: "Ledger", _ctx: click.Context, start: str) -> list[str]:
    """Numbers of orders."""
    from orderdeck.data.ledger.parts.names import beginning

    return beginning(ledger, "order_id", start) if len(start) >= LEAST else []


def skus(ledger: "Ledger", _ctx: click.Context, start: str) -> list[str]:
    """SKUs of orders."""
    from orderdeck.data.ledger.parts.names import beginning

    return beginning(ledger, "sku", start) if len(start) >= LEAST else []


def exports(ledger: "Ledger", _ctx: click.Context, _start: str) -> list[str]:
    """Files of orders that were loaded."""
    loaded = (one.name for one in ledger.exports() if one.state == "loaded" and one.kind == "orders")
    return list(dict.fromkeys(loaded))


def column_maps(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Names of the column maps that the desk on the line can write files by."""
    found: list[str] = []
    with suppress(Exception):
        from orderdeck.data.reports.exported.maps.files import load_maps

        found = list(load_maps(_paths(ctx)))
    return completed(found, incomplete)


@contextmanager
def _ledger(ctx: click.Context) -> "Iterator[Ledger]":
    """The ledger of the desk over the folder that the line names, to be read alone. Raises where it is not to be."""
    from orderdeck.data.ledger import Ledger

    with Ledger.open(_paths(ctx).for_reading(), reading=True) as ledger:
        yield ledger


def _paths(ctx: click.Context) -> DeskPaths:
    """Those of the desk on the line. Raises UntrustedError."""
    from orderdeck.data.base.guards.trust import refuse_untrusted

    state = ctx.params.get("state")
    paths = DeskPaths.of(Path(said(ctx, "folder") or "."), Path(state) if state else None)
    refuse_untrusted(paths)
    return paths
