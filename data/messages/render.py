"""A message from its template: packaged under templates/<situation>/<language>.j2, or the user's own."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
from jinja2 import Template, TemplateError, TemplateSyntaxError, meta

from orderdeck.data.base.guards.own_files import lies_there, read_text
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.messages.sandbox import TemplateSandbox, checked, run

PACKAGED: Final = Path(__file__).with_name("templates")
LARGEST: Final = 256 * 1024
"""Bytes of the largest template that is read."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TITLE: Final = re.compile(r"\A\s*\{#-?\s*(.*?)\s*-?#\}", re.S)
_NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})
_OWN_NAMES: Final = frozenset({"range", "turn"})


class MessageError(Exception):
    """A message can't be made; the text names the template and, where there is one, the line."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message ready to read, and to send where nothing is missing."""

    text: str
    language: str
    situation: str
    template_file: str
    missing: list[str] = []
    """Names of the facts that the text marks as ⟦name⟧, in the order they are met."""

    @property
    def sendable(self) -> bool:
        """Whether it may leave: every fact that it states was given."""
        return not self.missing


def situations(folder: Path | None = None) -> list[str]:
    """Names of all situations, the user's own in `folder` (a desk's `paths.templates`) among them."""
    names = {
        place.name for root in _roots(folder) if root.is_dir() for place in root.iterdir() if place.is_dir()
    }
    return sorted(name for name in names if _NAME.fullmatch(name) and languages_for(name, folder))


def languages_for(situation: str, folder: Path | None = None) -> list[str]:
    """Languages in which there is a template for `situation`, English first, then by code."""
    if not _NAME.fullmatch(situation):
        return []
    files = [file for root in _roots(folder) for file in (root / situation).glob("*.j2")]
    found = {file.stem for file in files if _NAME.fullmatch(file.stem)}
    return sorted(found, key=lambda language: (language != "en", language))


def best_language(situation: str, wanted: str, folder: Path | None = None) -> str:
    """`wanted` where there is a template in it, else English, else the first there is.

    Raises MessageError where there is none at all.
    """
    there = languages_for(situation, folder)
    if not there:
        raise MessageError(f"no template for {clean_text(situation)[:60]!r}")
    return wanted if wanted in there else there[0]


def title_of(situation: str, language: str, folder: Path | None = None) -> str:
    """The template's own title, from the comment on its first line; the situation's name where it has none."""
    found = _TITLE.match(_source(_file(situation, language, folder)))
    return clean_text(found[1])[:120] if found and found[1] else situation


def facts_of(situation: str, language: str, folder: Path | None = None) -> list[str]:
    """Names of the facts that a template speaks of, wanted and optional ones alike, sorted.

    Raises MessageError as `render` does.
    """
    file = _file(situation, language, folder)
    try:
        tree = _environment().parse(_source(file))
    except (TemplateError, RecursionError) as error:
        raise _message_error(file, error) from error
    return sorted(meta.find_undeclared_variables(tree) - _OWN_NAMES)


def render(situation: str, language: str, facts: Mapping[str, Any], folder: Path | None = None) -> Message:
    """The message for `situation` in `language` with `facts` (name → text, number, or list of tables of such).

    A fact that is absent, None or blank counts as missing. Raises MessageError where there is no template, or
    it is broken or does what templates may not.
    """
    file = _file(situation, language, folder)
    known = {name: safe for name, value in facts.items() if (safe := _safe(value)) not in _NOTHING}
    try:
        text, missing = run(_template(file, _stamp(file)).generate(known))
    except Exception as error:  # a template may fail in any way; it is the user's text, not our code
        raise _message_error(file, error) from error
    return Message(
        text=clean_text(text, multiline=True),
        language=language,
        situation=situation,
        template_file=str(file),
        missing=missing,
    )


def _safe(value: Any) -> Any:
    """A fact as templates get it: plain text without control characters or our own marks, numbers, lists."""
    if isinstance(value, str):
        return clean_text(value.replace("⟦", "[").replace("⟧", "]"), multiline=True)[:4000]
    if isinstance(value, Mapping):
        items = ((str(key), _safe(item)) for key, item in list(value.items())[:50])
        return {key: item for key, item in items if item not in _NOTHING}
    if isinstance(value, list | tuple):
        return [_safe(item) for item in value[:500]]
    return value if value is None or isinstance(value, bool | int | float) else _safe(str(value))


def _roots(folder: Path | None) -> list[Path]:
    return [PACKAGED] if folder is None else [folder, PACKAGED]


def _file(situation: str, language: str, folder: Path | None) -> Path:
    if _NAME.fullmatch(situation) and _NAME.fullmatch(language):
        for root in _roots(folder):
            file = root / situation / f"{language}.j2"
            if lies_there(file):
                return file
    raise MessageError(f"no template for {clean_text(situation)[:60]!r} in {clean_text(language)[:20]!r}")


def _source(file: Path) -> str:
    try:
        return read_text(file, most=LARGEST, links=file.is_relative_to(PACKAGED))
    except (OSError, UnicodeDecodeError) as error:
        raise MessageError(f"{file}: {error}") from error


def _stamp(file: Path) -> tuple[int, int]:
    state = file.stat()
    return state.st_mtime_ns, state.st_size


@cache
def _environment() -> TemplateSandbox:
    return TemplateSandbox()


@cache
def _template(file: Path, stamp: tuple[int, int]) -> Template:
    environment = _environment()
    code = environment.compile(checked(environment, _source(file)), file.name, str(file))
    return Template.from_code(environment, code, environment.globals)


def _message_error(file: Path, error: BaseException) -> MessageError:
    if isinstance(error, MessageError):
        return error
    line = error.lineno if isinstance(error, TemplateSyntaxError) else _line(error, str(file))
    what = (str(error) or type(error).__name__).splitlines()[0][:300]
    return MessageError(f"{file}{f', line {line}' if line else ''}: {clean_text(what)}")


def _line(error: BaseException, name: str) -> int | None:
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
