"""What SQL can't tell from a text alone: the kinds of a remark, the courier behind a service name."""

from typing import Any, Final

import polars as pl

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk.connection import Connection, column, lent, run
from orderdeck.data.exports.packing.carry_forward import BIT
from orderdeck.data.rules.closures import load_closures
from orderdeck.data.rules.customs.rules import load_customs
from orderdeck.data.rules.remarks.cache import Verdict
from orderdeck.data.rules.remarks.kinds import RemarkKinds
from orderdeck.data.rules.services import ServiceTable, load_services

_REMARKS: Final[dict[str, Any]] = {
    "remark": pl.String,
    "kinds": pl.List(pl.String),
    "matters": pl.Boolean,
    "weight": pl.Int16,
}
EXPRESS = "express"
"""Class of a courier's service."""


_KNOWN: Final = """
insert into remark_kinds
select remark, any_value(remark_kinds), bool_or(remark_matters), any_value(remark_weight)
from open_orders
where remark in (select remark from taken_orders)
group by remark
"""
_NEW: Final = """
select distinct remark from taken_orders
where remark is not null and remark not in (select remark from remark_kinds)
"""


_NUMBERS: Final = """
select country_code, list(distinct tax_number)
from taken_orders
where tax_number is not null and country_code in (select country_code from customs_asked)
group by country_code
"""
_WRONG: Final[dict[str, Any]] = {"country_code": pl.String, "tax_number": pl.String}


class Lookups:
    """Fills `remark_kinds` and `services` for the orders that are being taken in."""

    def __init__(self, paths: DeskPaths, settings: Settings) -> None:
        self._kinds = RemarkKinds(paths)
        self._every_remark = settings.remarks.queue == "all"
        self.services: ServiceTable = load_services(paths.rules)
        self.customs = load_customs(paths.rules)
        self._customs_told = False
        wrong = load_closures(paths.rules)[1]
        self._closures = (wrong,) if wrong else ()
        self._couriers_wanted = settings.couriers.brands
        self._brands = {brand.casefold() for brand in self._couriers_wanted}

    @property
    def errors(self) -> tuple[str, ...]:
        """What is wrong with the user's own rules, and couriers that no rule knows."""
        strangers = self.services.unknown(self._couriers_wanted)
        said = (f"couriers.brands: no service is known of {brand}" for brand in strangers)
        return (*self._kinds.errors, *self.services.errors, *self.customs.errors, *self._closures, *said)

    def fill(self, con: Connection) -> None:
        """Looks up every remark and every new service name in `taken_orders`."""
        self._remarks(con)
        self._services(con)
        self._customs(con)

    def _remarks(self, con: Connection) -> None:
        run(con, "truncate remark_kinds")
        # Most orders come again as they were.
        run(con, _KNOWN)
        new = column(con, _NEW)
        if not new:
            return
        found = self._kinds.of(new)
        told = [(remark, list(one.kinds), self._matters(one), one.weight) for remark, one in found.items()]
        rows = pl.DataFrame(told, schema=_REMARKS, orient="row")
        with lent(con, "found_remarks", rows):
            con.execute("insert into remark_kinds select remark, kinds, matters, weight from found_remarks")

    def _customs(self, con: Connection) -> None:
        asked = self.customs.asked
        if not self._customs_told and asked:
            rows = [
                (code, one.name or None, one.address or None, BIT["tax_number"])
                for code, one in asked.items()
            ]
            con.executemany("insert into customs_asked values (?, ?, ?, ?)", rows)
            self._customs_told = True
        run(con, "truncate customs_wrong")
        given = run(con, _NUMBERS).fetchall()
        wrong: list[tuple[str, str]] = []
        for code, numbers in given:
            told = self.customs.ill_formed(code, numbers)
            wrong += [(code, number) for number, bad in zip(numbers, told, strict=True) if bad]
        if wrong:
            shown = pl.DataFrame(wrong, schema=_WRONG, orient="row")
            with lent(con, "found_wrong", shown):
                con.execute("insert into customs_wrong from found_wrong")

    def _matters(self, verdict: Verdict) -> bool:
        return not verdict.harmless if self._every_remark else verdict.changes

    def _services(self, con: Connection) -> None:
        names = column(
            con,
            "select distinct service from taken_orders "
            "where service is not null and service not in (select service from services)",
        )
        if names:
            rows = list(zip(names, self._couriers(names), strict=True))
            shown = pl.DataFrame(rows, schema={"service": pl.String, "courier": pl.String}, orient="row")
            with lent(con, "found_services", shown):
                con.execute("insert into services from found_services")

    def _couriers(self, texts: list[str]) -> list[str | None]:
        # An order may name several services, one for each line: one courier among them makes it express.
        parts = {text: [part for part in text.split(" / ") if part] for text in texts}
        known = self.services.classify(list({part for some in parts.values() for part in some}))
        couriers = {
            part: service.brand
            for part, service in known.items()
            if service.cls == EXPRESS and service.brand.casefold() in self._brands
        }
        return [next((couriers[part] for part in parts[text] if part in couriers), None) for text in texts]
