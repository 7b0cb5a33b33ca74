"""Whether a profile makes sense: every field, status, amount, pattern and zone that it names is known."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from orderdeck.data.base.text.did_you_mean import nearest
from orderdeck.data.base.text.linear_regex import trouble
from orderdeck.data.base.vocabulary import status as statuses
from orderdeck.data.base.vocabulary.fields import FIELDS, MONEY_FIELDS, ORDER_FIELDS
from orderdeck.data.exports.profile.encoding import OFFERED, said_by
from orderdeck.data.exports.profile.policy import CLOSES, Policy
from orderdeck.data.exports.profile.records import (
    MEANS,
    SHIPMENT_FIELDS,
    CsvFormat,
    DateFormat,
    ExportFormat,
    FulfilmentTable,
    ItemPacking,
    MoneyFormat,
    OwedRules,
    Profile,
    StatusTable,
)


class ProfileError(Exception):
    """A profile is not valid; the message names the key and the nearest spelling."""


def check_profile(raw: dict[str, Any], origin: str = "", *, trusted: bool = False) -> Profile:
    """The profile that the TOML table `raw` describes. Raises ProfileError.

    Patterns of a `trusted` one, which came with the package, were tried by the tests.
    """
    try:
        profile = msgspec.convert({**raw, "origin": origin}, Profile)
    except msgspec.ValidationError as error:
        raise ProfileError(f"{error}{_nearest_key(str(error))}") from error
    for problem in _problems(profile, trusted):
        raise ProfileError(problem)
    return profile


def _problems(profile: Profile, trusted: bool) -> Iterator[str]:
    fields = FIELDS[profile.kind]
    for table, names in (("aliases", profile.aliases), ("guesses", profile.guesses)):
        for field in names:
            if field not in fields:
                yield f"`{table}.{field}` is no field of {profile.kind}{nearest(field, fields)}"
    for field in profile.required:
        if field not in profile.headers():
            yield f"`required`: `{field}` has no aliases{nearest(field, profile.headers())}"
    for field in (*profile.money.per_row, *profile.money.total_of):
        if field.removeprefix("-") not in MONEY_FIELDS:
            yield f"`money`: `{field}` is no amount{nearest(field, MONEY_FIELDS)}"
    if profile.kind == "orders":  # other kinds have statuses of their own
        yield from _status_problems(profile.status)
    yield from _policy_problems(profile.policy)
    for header, wanted in profile.shipments.columns.items():
        if wanted and wanted not in SHIPMENT_FIELDS and not wanted.startswith("="):
            yield f"`shipments.columns`: `{header}`: no field `{wanted}`{nearest(wanted, SHIPMENT_FIELDS)}"
    for pattern in () if trusted else patterns_of(profile):
        if pattern and (problem := trouble(pattern)):
            yield f"`{pattern[:80]}` is no regular expression: {problem}"
    if profile.csv.encoding and not said_by(profile):
        yield f"`csv.encoding`: no encoding `{profile.csv.encoding}`{nearest(profile.csv.encoding, OFFERED)}"
    if profile.zone not in _zones():
        yield f"`zone`: no zone `{profile.zone}`{nearest(profile.zone, _zones())}"


def _policy_problems(policy: Policy) -> Iterator[str]:
    said = policy.closes_by_itself
    if said and not CLOSES.fullmatch(said):
        told = "`never`, `ship_by`, or `ship_by + ` so many `h`, `d` or `business days`"
        yield f"`policy.closes_by_itself`: `{said}` is none of {told}"
    for country in policy.countries:
        if not re.fullmatch("[A-Z]{2}", country):
            yield f"`policy.countries`: `{country}` is no country code of two capital letters"


def patterns_of(profile: Profile) -> Iterator[str]:
    """Every regular expression of `profile`."""
    yield from (
        *profile.furniture,
        profile.items.separator,
        profile.items.pattern,
        profile.items.columns,
        profile.items.package,
        profile.business,
        *msgspec.structs.astuple(profile.fulfilment),
        profile.owed.sent,
        profile.owed.cancelled,
        profile.owed.returned,
        profile.owed.part,
        profile.owed.no_parcel,
        profile.shop_in_name,
        profile.merged_ids,
        profile.name_not,
        profile.dates.usual_where,
        *(one.match for one in profile.export.named),
        *(pattern.match for pattern in profile.status.patterns),
        profile.status.says_nothing,
        *(condition for rule in profile.status.rules for condition in rule.when.values()),
    )


def _status_problems(table: StatusTable) -> Iterator[str]:
    used = [*table.labels.values(), *(pattern.status for pattern in table.patterns), table.otherwise]
    for code in used + [rule.status for rule in table.rules]:
        if code not in statuses.ALL:
            yield f"`status`: no status `{code}`{nearest(code, statuses.ALL)}"
    for rule in table.rules:
        for field, condition in rule.when.items():
            if field not in ORDER_FIELDS:
                yield f"`status.rules`: no field `{field}`{nearest(field, ORDER_FIELDS)}"
            for code in condition.removeprefix(MEANS).split("|") if condition.startswith(MEANS) else ():
                if code not in statuses.ALL:
                    yield f"`status.rules`: no status `{code}`{nearest(code, statuses.ALL)}"


@cache
def _zones() -> frozenset[str]:
    import zoneinfo

    return frozenset(zoneinfo.available_timezones())  # walks a folder tree: 50 ms


def _nearest_key(message: str) -> str:
    found = re.search(r"unknown field `([^`]+)`(?: - at `\$\.(\w+))?", message)
    if not found:
        return ""
    sections: dict[str | None, Any] = {"status": StatusTable, "money": MoneyFormat, "dates": DateFormat}
    sections |= {"items": ItemPacking, "owed": OwedRules, "fulfilment": FulfilmentTable, "csv": CsvFormat}
    sections |= {"export": ExportFormat, "policy": Policy}
    sections[None] = Profile
    holder = sections.get(found[2], Profile)
    return nearest(found[1], holder.__struct_fields__)
