"""Values that an option takes one of: told in its help, completed in shells, the nearest named where one is wrong."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from orderdeck.data.base.text.did_you_mean import closest
from orderdeck.tui.i18n import _
from orderdeck.tui.i18n.did_you_mean import hint


class OneOf(click.ParamType[str]):
    """One of `names()`, in capitals or small letters; `wrong` is the msgid that says that there is no {name}.

    The names are asked for when they are wanted: what knows them is slow to import.
    """

    name = "name"

    def __init__(self, names: Callable[[], Iterable[str]], wrong: str) -> None:
        self.names = names
        self._wrong = wrong

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        known = list(self.names())
        by_folded = {name.lower(): name for name in known}
        if not value or value.lower() in by_folded:
            return by_folded.get(value.lower(), value)
        raise click.UsageError(_(self._wrong, name=value) + nearest(value, known) + there_are(known), ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        return completed(self.names(), incomplete)


class Encoding(OneOf):
    """An encoding of text; those of `names` are named in help and completed, Python's others are taken too."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            "".encode(value or "utf-8")
        except (LookupError, UnicodeError):
            return super().convert(value, param, ctx)
        return value


class Folder(click.Path):
    """A folder, which need not be there; shells complete folders alone."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        return [CompletionItem(incomplete, type="dir")]


def completing(names: Callable[[], Iterable[str]]) -> Callable[..., list[CompletionItem[str]]]:
    """A parameter's `shell_complete` where its value is one of `names()`, which something else checks."""
    return lambda ctx, param, incomplete: completed(names(), incomplete)


def completed(names: Iterable[str], incomplete: str) -> list[CompletionItem[str]]:
    """What a shell is told of `names`; `g` is completed to `G1` too."""
    start = incomplete.lower()
    return [CompletionItem(name) for name in names if name.lower().startswith(start)]


def nearest(word: str, known: Sequence[str], cutoff: float = 0.6) -> str:
    """The nearest spelling as a question behind a message; empty where none is near."""
    by_folded = {name.lower(): name for name in known}
    return hint(by_folded.get(closest(word.lower(), by_folded, cutoff), ""))


def there_are(known: Sequence[str]) -> str:
    """All the names, as a second sentence."""
    return _("; there are {names}", names=", ".join(known))
