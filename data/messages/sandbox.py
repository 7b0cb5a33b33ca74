"""Templates run shut in: no way to Python's insides, no endless work, no output without bound.

Beyond Jinja's own sandbox: only a handful of filters and attributes, no macros, blocks, includes, assignments or
string building (each can grow without limit from a short text), and every turn of every loop, also of what is looked
at and left out, and every step of a filter is counted.
"""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import wraps
from typing import Any, Final

from jinja2 import Environment, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import do_int, do_round
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_SOURCE: Final = 20_000
"""Characters of a template."""
MAX_OUTPUT: Final = 10_000
"""Characters of a message."""
MAX_TURNS: Final = 2_000
"""Turns of all loops of one rendering together."""

MAX_STEPS: Final = 100_000
"""Filters, methods, sums and joined items of one rendering together."""
MAX_DIGITS: Final = 12
"""Places before and behind the point to which a number may be rounded."""

FILTERS: Final = frozenset(
    {
        "capitalize",
        "count",
        "d",
        "default",
        "first",
        "int",
        "join",
        "last",
        "length",
        "lower",
        "round",
        "title",
    }
    | {"trim", "upper"}
)
_TEXT_METHODS: Final = frozenset({"lower", "upper", "strip", "title", "capitalize", "startswith", "endswith"})
_REFUSED: Final = (
    nodes.Macro, nodes.CallBlock, nodes.Import, nodes.FromImport, nodes.Include, nodes.Extends, nodes.Block,
    nodes.Assign, nodes.AssignBlock, nodes.With, nodes.Concat, nodes.FilterBlock, nodes.ScopedEvalContextModifier,
)  # fmt: skip

_missing: ContextVar[list[str] | None] = ContextVar("missing", default=None)
_turns: ContextVar[int] = ContextVar("turns", default=0)
_steps: ContextVar[int] = ContextVar("steps", default=0)


class MissingFact(Undefined):
    """A fact that a template asks for and nobody gave: shown as ⟦name⟧ and noted; false in a condition."""

    def _mark(self) -> str:
        name = str(self._undefined_name or "?")
        noted = _missing.get()
        if noted is not None and name not in noted:
            noted.append(name)
        return f"⟦{name}⟧"

    def __str__(self) -> str:
        return self._mark()

    def __iter__(self) -> Iterator[Any]:
        self._mark()
        return iter(())

    def __len__(self) -> int:
        self._mark()
        return 0

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return MissingFact(name=f"{self._undefined_name}.{name}")

    def __getitem__(self, key: Any) -> Any:
        if str(key).startswith("_"):
            raise SecurityError(f"{key!r} is not for messages")
        return MissingFact(name=f"{self._undefined_name}.{key}")


class TemplateSandbox(ImmutableSandboxedEnvironment):
    """The environment that templates are rendered in."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self) -> None:
        super().__init__(
            undefined=MissingFact,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            optimized=False,
        )
        own = {"join": _join, "round": _round, "int": _int}
        self.filters = {name: _counted(own.get(name, self.filters[name])) for name in FILTERS}
        self.globals = {"range": _range, "turn": _turn}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if attr.startswith("_"):
            return False
        return (
            (isinstance(obj, LoopContext) and attr in {"index", "index0", "first", "last", "length"})
            or (isinstance(obj, str) and attr in _TEXT_METHODS)
            or isinstance(obj, MissingFact)
        )

    def wrap_str_format(self, value: Any) -> None:
        """No `format` at all: a width in it can ask for gigabytes."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        raise SecurityError(f"{attribute!r} is not for messages")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not all(isinstance(one, int | float) for one in (left, right)):
            raise SecurityError(f"`{operator}` is for numbers only here")
        _spend()
        if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > 512:
            raise SecurityError("a number of more than 150 digits")
        return super().call_binop(context, operator, left, right)

    def call(self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        _spend()
        return super().call(__context, __obj, *args, **kwargs)


def _spend(steps: int = 1) -> None:
    done = _steps.get() + steps
    _steps.set(done)
    if done > MAX_STEPS:
        raise SecurityError(f"more than {MAX_STEPS} steps")


def _counted(filter_: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(filter_)  # with Jinja's marks of what else it is to be given
    def counted(*given: Any, **named: Any) -> Any:
        _spend()
        return filter_(*given, **named)

    return counted


def _join(value: Any, d: Any = "") -> str:
    """Jinja's `join`, within the length of a message: it grows by its items and by what stands between them."""
    pieces: list[str] = []
    size = 0
    between = str(d)
    for item in value:
        _spend()
        pieces.append(str(item))
        size += len(pieces[-1]) + len(between)
        if size > MAX_OUTPUT + len(between):
            raise SecurityError(f"`join` to more than {MAX_OUTPUT} characters")
    return between.join(pieces)


def _round(value: Any, precision: Any = 0, method: Any = "common") -> Any:
    """Jinja's `round`, to a number of places that there is a sense in: 10 to the power of a million is for nobody."""
    if type(precision) is not int or abs(precision) > MAX_DIGITS:
        raise SecurityError(f"`round` to more than {MAX_DIGITS} places")
    return do_round(value, precision, method)


def _int(value: Any, default: int = 0, base: int = 10) -> int:
    if len(str(value)) > 150:
        raise SecurityError("`int` of more than 150 characters")
    return do_int(value, default, base)


def _range(*bounds: int) -> range:
    turns = range(*bounds)
    if len(turns) > MAX_TURNS:
        raise SecurityError(f"range of more than {MAX_TURNS}")
    return turns


def _turn() -> str:
    done = _turns.get() + 1
    _turns.set(done)
    if done > MAX_TURNS:
        raise SecurityError(f"more than {MAX_TURNS} turns of its loops")
    return ""


def checked(environment: Environment, source: str) -> nodes.Template:
    """`source` parsed, with each loop made to count its turns.

    Raises TemplateSyntaxError with the line, also for what templates may not use here.
    """
    if len(source) > MAX_SOURCE:
        raise TemplateSyntaxError(f"longer than {MAX_SOURCE} characters", 1)
    tree = environment.parse(source)
    for refused in tree.find_all(_REFUSED):
        raise TemplateSyntaxError(f"{type(refused).__name__.lower()} is not for messages", refused.lineno)
    for used in tree.find_all(nodes.Filter):
        if used.name not in FILTERS:
            raise TemplateSyntaxError(f"no filter named {used.name!r} here", used.lineno)
    for named in tree.find_all(nodes.Name):
        if named.name in {"self", "caller", "turn"}:
            raise TemplateSyntaxError(f"{named.name!r} is not for messages", named.lineno)
    for loop in tree.find_all(nodes.For):
        if loop.recursive:
            raise TemplateSyntaxError("a loop may not call itself", loop.lineno)
        count = nodes.Call(nodes.Name("turn", "load"), [], [], None, None, lineno=loop.lineno)
        if loop.test is None:
            loop.body.insert(0, nodes.Output([count], lineno=loop.lineno))
        else:  # what the condition leaves out has been looked at, too
            loop.test = nodes.Or(count, loop.test, lineno=loop.lineno)
    tree.set_environment(environment)
    return tree


def run(pieces: Iterator[str]) -> tuple[str, list[str]]:
    """A rendering's `pieces` put together, and the names of the facts that were missing.

    Raises SecurityError where a message grows out of all bounds.
    """
    noted: list[str] = []
    token, turns, steps = _missing.set(noted), _turns.set(0), _steps.set(0)
    try:
        text: list[str] = []
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > MAX_OUTPUT:
                raise SecurityError(f"a message of more than {MAX_OUTPUT} characters")
            text.append(piece)
        return "".join(text), noted
    finally:
        _missing.reset(token)
        _turns.reset(turns)
        _steps.reset(steps)
