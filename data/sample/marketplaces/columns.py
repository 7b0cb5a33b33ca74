"""The columns of each layout, read from the word list of marketplaces."""

from orderdeck.data.sample.words import words


def columns(name: str) -> tuple[list[str], dict[str, str]]:
    """(header, header -> field of those that don't stay empty) of the layout `name`. Raises KeyError."""
    pairs: list[tuple[str, str]] = [(header, of) for header, of in words("marketplaces")[name]["columns"]]
    return [header for header, _ in pairs], {header: of for header, of in pairs if of}
