"""What marketplaces allow: the `[policy]` of each profile, by marketplace and country, as a desk reads it."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import msgspec

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.profile.files import own_files, packaged_files
from orderdeck.data.exports.profile.policy import CLOSES, Clocks, Policy, policy_of

_OWN_SECTION: Final = re.compile(r"^\[policy(?:\.[^\]\n]*)?\]\n.*?(?=^\[(?!policy)|\Z)", re.M | re.S)
_HEAD: Final = re.compile(r'^(name|marketplace|kind) = "([^"\n]*)"$', re.M)


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What one marketplace allows in one country; None and "" are not known."""

    marketplace: str = ""
    country: str = ""
    """ISO 3166 alpha-2; "" for every country that has no row of its own."""
    remedy: str = ""
    cancel_counts: bool | None = None
    closes: str = ""
    """"", "never", "ship_by" or "later": by itself, at its ship-by time or some time after it."""
    cancel_answer_hours: float | None = None
    unpaid_hours: float | None = None
    ship_days: float | None = None
    working_days: bool = False
    can_extend: bool | None = None
    can_agree: bool | None = None
    refund_days: str = ""
    dispute_days: float | None = None
    scan_working_days: float | None = None


UNKNOWN: Final = Rules()
"""Of a marketplace that no profile speaks of nothing is known."""


class Policies:
    """What is known of all marketplaces, for one desk."""

    def __init__(self, paths: DeskPaths | None) -> None:
        self.rows = rules(paths)
        """In the order in which orders bear their numbers, 1 first."""
        self._found = {(one.marketplace, one.country): one for one in self.rows}

    def of(self, marketplace: str | None, country: str | None) -> Rules:
        """What an order may count on by its marketplace and its buyer's country (ISO 3166 alpha-2)."""
        key = marketplace or ""
        return self._found.get((key, country or "")) or self._found.get((key, ""), UNKNOWN)

    def numbered(self, number: int | None) -> Rules:
        """The same by the number that an order bears in the desk's tables; None: nothing is known."""
        return self.rows[number - 1] if number else UNKNOWN


def rules(paths: DeskPaths | None) -> list[Rules]:
    """What is known of each marketplace. Where several of its profiles speak of it the last does, item by item: a
    user's own goes before a packaged one. A profile that can't be read says nothing; whoever checks profiles
    tells why."""
    policies: dict[str, dict[str, Any]] = {}
    for marketplace, said in _policy_tables(paths):
        known = policies.setdefault(marketplace, {})
        countries = known.get("countries", {}) | said.get("countries", {})
        known |= said
        if countries:
            known["countries"] = countries
    return [row for name, said in policies.items() for row in _rows(name, policy_of(said))]


def _policy_tables(paths: DeskPaths | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Marketplace and `[policy]` of each profile, packaged ones first."""
    marketplaces: dict[str, str] = {}
    for name, marketplace, policy in _packaged():
        marketplaces[name] = marketplace
        if policy:
            yield marketplace, policy
    for raw in own_files(paths):
        base = str(raw.get("extends", ""))
        marketplace = str(raw.get("marketplace") or marketplaces.get(base, ""))
        name = str(raw.get("name") or base)
        marketplaces[name] = marketplace
        said = raw.get("policy")
        if marketplace and isinstance(said, dict) and policy_of(said) != Policy():
            yield marketplace, said


@cache
def _packaged() -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Name, marketplace and `[policy]` ({}: it has none) of each packaged profile."""
    found = []
    for file in packaged_files():
        # A packaged profile takes 1 ms to parse and there are dozens: only the part that is wanted.
        text = file.read_text(encoding="utf-8")
        head = dict(_HEAD.findall(text.partition("\n[")[0]))
        section = "".join(_OWN_SECTION.findall(text))
        said = tomllib.loads(section)["policy"] if section else {}
        found.append((head["name"], head["marketplace"], said))
    return tuple(found)


def _rows(marketplace: str, policy: Policy) -> Iterator[Rules]:
    for country, own in {"": Clocks(), **policy.countries}.items():
        days = own if own.ship_days_from_payment is not None else policy
        yield Rules(
            marketplace=marketplace,
            country=country,
            remedy=policy.remedy,
            cancel_counts=policy.cancel_counts,
            closes=closes(policy.closes_by_itself),
            cancel_answer_hours=_first(own.cancel_answer_hours, policy.cancel_answer_hours),
            unpaid_hours=_first(own.unpaid_hours, policy.unpaid_hours),
            ship_days=days.ship_days_from_payment,
            working_days=days.working_days,
            can_extend=policy.can_extend,
            can_agree=policy.can_agree,
            refund_days=policy.refund_days,
            dispute_days=_first(own.dispute_days, policy.dispute_days),
            scan_working_days=policy.scan_working_days,
        )


def closes(said: str) -> str:
    """`closes_by_itself` in one word: "never", "ship_by", "later", or "" where it isn't known."""
    found = CLOSES.fullmatch(said)
    if not found:
        return ""
    return "later" if found["span"] and float(found["span"]) else said.partition(" ")[0]


def _first(own: float | None, general: float | None) -> float | None:
    return general if own is None else own
