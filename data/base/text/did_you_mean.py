"""The known word that is nearest to one that isn't known, for messages about slips."""

from collections.abc import Iterable


def closest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of `known` that is most like `word`; "" where none is like it by `cutoff` (difflib's ratio)."""
    import difflib

    return next(iter(difflib.get_close_matches(word, list(known), 1, cutoff)), "")


def hint(name: str) -> str:
    """ " (did you mean …?)" for the end of a message; "" without a name."""
    return f" (did you mean `{name}`?)" if name else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Both: the question whether the closest of `known` was meant instead of `word`."""
    return hint(closest(word, known))
