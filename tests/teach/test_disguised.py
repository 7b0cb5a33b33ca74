"""Headers of every packaged profile, disguised: other words, other languages, other spelling; the profile itself is
not among those to learn from."""

import random
from collections.abc import Callable
from pathlib import Path

from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise import Refusal
from orderdeck.data.exports.teach.guess.propose import propose
from orderdeck.data.exports.teach.model import Proposal
from tests.teach import disguises

ESSENTIAL = {
    "orders": (
        "order_id", "status", "placed_at", "item_title", "sku", "quantity", "total", "unit_price", "country",
        "recipient", "currency", "ship_by",
    ),
    "purchases": ("purchase_id", "supplier", "sku", "quantity", "unit_price", "ordered_at", "status"),
    "stock": ("sku", "on_hand", "title"),
    "products": ("product_id", "sku", "title"),
    "suppliers": ("supplier", "sku", "unit_price"),
    "tracking": ("order_id", "tracking_number"),
}  # fmt: skip
"""Kind of file -> fields without which its orders could not be worked."""

ROWS = 40
SEEDS = range(2)

Missed = list[tuple[str, str, str, str]]


def test_essential_fields_of_disguised_headers_are_found(
    profiles: tuple[Profile, ...], table: Callable[..., Path]
) -> None:
    missed: Missed = []
    asked = 0
    for profile in profiles:
        for seed in SEEDS:
            fields, names = _disguised(profile, seed)
            columns = [disguises.values(field, ROWS, seed) for field in fields]
            path = table([names[field] for field in fields], list(zip(*columns, strict=True)))
            found = propose(path, [other for other in profiles if other.name != profile.name])
            assert not isinstance(found, Refusal), (profile.name, found)
            asked += sum(field in ESSENTIAL[profile.kind] for field in fields)
            missed += _missed(profile, fields, names, found)
    share = 1 - len(missed) / asked
    assert share >= 0.95, (f"{share:.1%} of {asked}", missed)


def _disguised(profile: Profile, seed: int) -> tuple[list[str], dict[str, str]]:
    """The profile's fields, and a name for each: one half in other words, the other half spelt otherwise."""
    luck = random.Random(f"{profile.name}{seed}")
    headers = profile.headers()
    fields = [field for field in headers if headers[field] and field != "order_id_alt"]
    renamed = set(luck.sample(fields, len(fields) // 2))
    names: dict[str, str] = {}
    for field in fields:
        others = disguises.OTHER_NAMES.get(field, ())
        name = luck.choice(others) if field in renamed and others else _respelt(headers[field][0], luck)
        taken = {other.strip().casefold() for other in names.values()}
        names[field] = headers[field][0] if name.strip().casefold() in taken else name
    return fields, names


def _respelt(header: str, luck: random.Random) -> str:
    ways: list[Callable[[str], str]] = [
        str.upper,
        lambda text: text.lower().replace(" ", "_"),
        lambda text: text.title().replace(" ", ""),
        lambda text: f" {text} ",
    ]
    return luck.choice(ways)(header)


def _missed(profile: Profile, fields: list[str], names: dict[str, str], found: Proposal) -> Missed:
    return [
        (profile.name, field, names[field], column.field)
        for field, column in zip(fields, found.columns, strict=True)
        if field in ESSENTIAL[profile.kind] and (found.kind != profile.kind or column.field != field)
    ]
