"""What the settings say of a command of the user's own: `[[commands]]` at a key, `[[hooks]]` at an event, `[[sources]]`
every so many minutes.

A command is a list of words that is run as it stands: never by a shell, and with nothing put into it.
"""

import re
import shlex
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

import msgspec

from orderdeck.data.base.text.sanitize import clean_text

Seconds = Annotated[float, msgspec.Meta(gt=0, le=3600)]
Event = Literal["arrived", "late", "stockout", "handed_over", "shift_end"]
Act = Literal["done", "packed", "remark_handled", "note", "claim", "release"]

LONGEST_TITLE: Final = 40
"""Characters of a title."""
RUNS: Final = ("commands", "hooks", "sources")
"""The parts of a settings file that have something run."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,30}")


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A command that the operator starts by a key or in the palette."""

    name: str
    """What it is called in files: small letters, digits, "_"; its action is `own.NAME`."""
    title: str | dict[Literal["en", "zh"], str]
    """What it is called on screen, once for all or by language."""
    run: list[str]
    """The program and its words."""
    key: str = ""
    """Keys, comma-separated, as `[keys]` has them; "": in the palette alone."""
    scope: Literal["order", "list", "deck"] = "order"
    """What it is given: the marked orders, else the one under the cursor; the marked ones, else all that are shown;
    no order."""
    confirm: bool = False
    """Whether it asks first."""
    act: Act | None = None
    """The act that is done on its orders once it has ended with 0, its first line of output as the note."""
    personal: bool = False
    """Whether it is given who the buyer is and what they write."""
    seconds: Seconds = 30
    """How long it may take; then it is ended, with all that it has started."""

    def __post_init__(self) -> None:
        _check_name(self.name)
        for title in self.titles.values():
            if not title or clean_text(title) != title or len(title) > LONGEST_TITLE:
                raise ValueError(
                    f"{self.name}: a title has 1 to {LONGEST_TITLE} characters that can be shown"
                )
        if self.act and self.scope == "deck":
            raise ValueError(f'{self.name}: an act needs orders: scope = "order" or "list"')
        _check(self.run)

    @property
    def titles(self) -> dict[str, str]:
        """Its title by language."""
        return (
            {"en": self.title, "zh": self.title} if isinstance(self.title, str) else dict(self.title.items())
        )

    def called(self, language: str) -> str:
        """What it is called on screen in this language; in another where it has no title in this one."""
        return self.titles.get(language) or next(iter(self.titles.values()), self.name)


class Hook(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A command that an open deck runs by itself when something happens."""

    on: Event
    run: list[str]
    personal: bool = False
    seconds: Seconds = 30

    def __post_init__(self) -> None:
        _check(self.run)


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A command that the loader runs by itself, at its start and every so many minutes: it brings exports."""

    name: str
    """As of a command; no two of one name run at once."""
    run: list[str]
    every: Annotated[float, msgspec.Meta(ge=1, le=10_080)]
    """Minutes from one start to the next; where it takes longer, the next one follows at once."""
    timeout: Seconds = 300
    """Seconds that it may take; then it is ended, with all that it has started."""
    into: str = ""
    """The folder that it fills and is run in: that of exports, or one of `folder.also`; seen from that of exports. ""
    stands for that of exports, in a desk's own settings alone."""

    def __post_init__(self) -> None:
        _check_name(self.name)
        _check(self.run)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(f'a name is of a-z, 0-9 and "_", a letter first: `{name}`')


def _check(run: list[str]) -> None:
    """Raises ValueError where `run` can't be a program and its words, or where the program would depend on the folder
    that the deck was started in."""
    if not run or not run[0]:
        raise ValueError('run: a program and its words, as ["/usr/local/bin/label", "--fast"]')
    if any("\0" in word for word in run):
        raise ValueError("run: no word can have a NUL character")
    if "/" in run[0] and not run[0].startswith(("/", "~/")):
        raise ValueError(f"run: `{run[0]}`: the whole path, or a name that is on your PATH")


def shown(run: list[str]) -> str:
    """The words of a command as one would type them. What can't be seen in them is written out, so that whoever agrees
    to a command sees all of it."""
    told = (one if one == " " or clean_text(one) == one else _escaped(one) for one in shlex.join(run))
    return "".join(told)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode()


def twice(commands: Sequence[Command | Source]) -> str:
    """The first name that two of these share; "" where none is."""
    names = [one.name for one in commands]
    return next((name for name in names if names.count(name) > 1), "")


def struct_of(part: str) -> Any:
    """The struct behind a list of the settings."""
    return {"commands": Command, "hooks": Hook, "sources": Source}[part]
