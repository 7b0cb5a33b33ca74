"""Faults that are no file's own and may pass: what they look like, wherever in reading they come up."""

import errno
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
"""What `sys.exc_info` gives."""


class NotTheFileError(Exception):
    """What goes wrong beside a file while it is being read, and is said of something else than that file."""


FAULTS: Final[dict[str, tuple[str, ...]]] = {
    "permission": ("EACCES", "EPERM"),  # until the tool that copies has set the rights; a sharing violation
    "io": ("EIO", "EREMOTEIO", "ENODATA", "EUCLEAN", "EBADMSG"),
    "unreachable": (
        "ESTALE", "ETIMEDOUT", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENETRESET",
        "ECONNRESET", "ECONNABORTED", "ECONNREFUSED", "ENOLINK", "ECOMM", "ESHUTDOWN", "EPROTO", "ENODEV",
        "EKEYEXPIRED",
    ),
    "busy": ("EAGAIN", "EBUSY", "EDEADLK", "ENOLCK", "ETXTBSY", "EINTR"),
    "files": ("EMFILE", "ENFILE"),
    "memory": ("ENOMEM", "ENOBUFS"),
    "disk_full": ("ENOSPC", "EDQUOT"),  # where something has to be unpacked first
}  # fmt: skip
"""Code of a fault -> names of the errors of the operating system that mean it. Beside these: "threads", "reader"."""

READER: Final = "reader"
"""The process that reads was ended from outside, did not start, or stood still: see `data.exports.apart`."""

_BY_NUMBER: Final = {
    getattr(errno, name): code for code, names in FAULTS.items() for name in names if hasattr(errno, name)
}
_IN_RUST: Final = re.compile(r"\(os error (\d+)\)|\bOs \{ code: (\d+),")
"""How libraries in Rust put an error of the operating system into their own words, and into a panic's."""
_NO_ROOM: Final = re.compile(r"[Cc]annot allocate memory|memory allocation (of|failed)")
"""How they begin where they were given no memory: the crates compact_str and hashbrown, and the standard library."""

_UNSAID: Final = "returned NULL without setting an exception"
"""What Python says of native code that gave up and didn't say why: where memory is short, Python's own does."""


def fault_of(error: BaseException) -> str:
    """The code of the passing fault that `error` is, or was raised for; "" where it is none: the file's own fault."""
    return next((code for one in _chain(error) if (code := _code(one))), "")


def places_of(raised: Raised) -> str:
    """Kind and places of an exception, for a log; not its message, which may quote a cell."""
    kind, _, trace = raised
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
    return f"  {kind.__name__ if kind else ''} at " + " < ".join(reversed(places))


def _code(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, OSError) and error.errno is not None:
        return _BY_NUMBER.get(error.errno, "")
    if isinstance(error, OSError) or not _is_pythons(error):
        if not _is_pythons(error) and _NO_ROOM.match(str(error)):
            return "memory"
        told = _IN_RUST.search(str(error))
        return _BY_NUMBER.get(int(told[1] or told[2]), "") if told else ""
    if type(error) is SystemError and _UNSAID in str(error):
        return "memory"
    # In so many words, since Python 2; a subclass (RecursionError) is something else.
    return "threads" if type(error) is RuntimeError and "can't start new thread" in str(error) else ""


def _is_pythons(error: BaseException) -> bool:
    """Whether a text in `error` may be a file's own: what libraries in Rust raise has their words first."""
    return type(error).__module__ == "builtins"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """`error` and what it was raised for, each once; not what merely happened before (`raise … from None`)."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
