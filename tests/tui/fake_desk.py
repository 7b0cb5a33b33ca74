"""A desk in memory with a few orders, behind the same face as the real one."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import polars as pl
from textual.pilot import Pilot

from orderdeck.data.base.letters import Letter, Wanted
from orderdeck.data.base.records import Act, Changes, Export, Loss, Progress, Pulse, Reject, View
from orderdeck.data.desk.lookup.search import FoundOrder, Group, Hits
from orderdeck.data.reports.acts import JournalQuery
from orderdeck.data.reports.hours import Hours
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.present.records import ActionRequest, ActionResult, Blocked, FileSeen, Person
from orderdeck.tui.service.commands import Given
from orderdeck.tui.service.desk_service import DeskService
from orderdeck.tui.service.exporting import Left
from orderdeck.tui.service.threads.messages import LoaderTold

NOW = datetime.now(UTC).replace(second=0, microsecond=0)
QUEUES = {
    "cancel_requests": 1, "stockouts": 0, "wholesale_unpaid": 1, "remarks": 2, "wholesale": 0,
    "express": 3, "standard": 30, "on_hold": 1, "awaiting_payment": 2, "unrecognised": 0,
}  # fmt: skip
WHY = {"en": "what stands here", "zh": "此处的订单"}


def order(queue: str, number: int) -> dict[str, Any]:
    """A row of the board."""
    order_id = f"30{len(queue):02}{number:012}"
    return {
        "order_key": f"aliexpress:{order_id}",
        "marketplace": "aliexpress",
        "shop": "",
        "order_id": order_id,
        "status": "to_ship",
        "queue": queue,
        "deadline": NOW + timedelta(hours=number * 5 - 6, seconds=30),
        "placed_at": NOW - timedelta(days=2),
        "paid_at": NOW - timedelta(days=1),
        "ship_by": NOW + timedelta(days=3),
        "due": number < 6,
        "late": number == 1,
        "wholesale": queue == "wholesale_unpaid",
        "express": queue == "express",
        "courier": "DHL" if queue == "express" else None,
        "remark_kinds": ["change_address"] if queue == "remarks" else [],
        "badges": ["remark"] if queue == "remarks" else [],
        "reasons": ["courier|DHL"] if queue == "express" else [],
        "pieces": number,
        "line_count": 1,
        "currency": "USD",
        "total": Decimal(number) * 10,
        "country_code": ("US", "RU", "BR", "FR")[number % 4],
        "country": "",
        "buyer": f"Buyer [b]{number}",
        "recipient": f"Иван {number}",
        "service": "DHL" if queue == "express" else "AliExpress Standard",
        "remark": "please ship to my new address" if queue == "remarks" else None,
        "titles": f"灯笼 lantern {number}",
        "skus": f"LAN-{number:03}",
        "claimed_by": None,
        "claimed_at": None,
        "asleep": False,
        "asked_at": None,
        "silent_at": None,
        "handed_by": None,
        "handed_note": None,
        "snoozed_until": None,
        "notes": 0,
        "short": None,
        "state": f"{number:016x}",
        "exported_at": NOW,
        "arrived_at": NOW,
        "haystack": f"{order_id} buyer b {number} иван {number} lan {number:03} lantern {number} us",
    }


class FakeStock:
    """Nothing is short."""

    def alerts(self) -> list[tuple[str, str]]:
        return []


class FakeLetters:
    """A letter for each order, which lacks the shop's name."""

    def __init__(self, desk: "FakeDesk") -> None:
        self._desk = desk

    def write(self, wanted: Sequence[Wanted], page: None = None) -> list[Letter]:
        return [self._letter(one, dict(one.facts).get("shop")) for one in wanted]

    def _letter(self, wanted: Wanted, name: str | None) -> Letter:
        language = wanted.language or "ru"
        return Letter(
            wanted=wanted, order_id=self._desk.orders[wanted.order_key]["order_id"],
            template=wanted.template or "unpaid_first", templates=("unpaid_first", "unpaid_second"),
            language=language, languages=("ru", "en"), text=f"[{language}] hello from {name or '⟨shop⟩'}",
            missing=() if name else ("shop",),
        )  # fmt: skip

    def sent(self, letters: Sequence[Letter]) -> ActionResult:
        (letter,) = letters
        return self._desk.perform(
            ActionRequest("message_sent", (letter.wanted.order_key,), {"template": letter.template})
        )


class FakeDesk:
    """What `tui.present.records.Backend` gives to requests, over rows in memory."""

    def __init__(self) -> None:
        self.orders = {
            row["order_key"]: row for q, n in QUEUES.items() for row in (order(q, i) for i in range(1, n + 1))
        }
        self.acts: list[Act] = []
        self.undone: list[Act] = []
        self.asked: list[str] = []
        self.written: list[tuple[str, str]] = []
        self.column_maps: list[str] = []
        self.acted = False
        self.news: dict[str, list[str]] = {}
        self.stock = FakeStock()
        self.letters = FakeLetters(self)

    def views(self) -> list[View]:
        made = [self._view(key) for key in QUEUES]
        lens: dict[str, Callable[[dict[str, Any]], bool]] = {
            "due": lambda r: r["due"],
            "mine": lambda r: r["claimed_by"] == "me",
        }
        for key, holds in lens.items():
            count = sum(bool(holds(r)) for r in self.orders.values())
            made.append(
                View(key=key, kind="lens", title={"en": key.title(), "zh": key}, why=WHY, count=count)
            )
        return made

    def _view(self, key: str) -> View:
        rows = [r for r in self.orders.values() if r["queue"] == key]
        title = {"en": key.replace("_", " ").capitalize(), "zh": "队列" + key}
        return View(
            key=key, kind="queue", title=title, why=WHY, count=len(rows), late=sum(r["late"] for r in rows)
        )

    def can(self) -> tuple[bool, bool]:
        return bool(self.acts), bool(self.undone)

    def problems(self) -> list[str]:
        return []

    def losses(self) -> list[Loss]:
        return []

    def pulse(self) -> Pulse:
        return Pulse(
            open=len(self.orders),
            due=9,
            late=2,
            known=99,
            last_arrival=int(NOW.timestamp()) * 10**6,
            arrivals=[1, 4, 2],
        )

    def tick(self) -> Changes:
        return Changes()

    def rows(self, key: str) -> pl.DataFrame:
        self.asked.append(key)
        if key == "due":
            rows = [r for r in self.orders.values() if r["due"]]
        elif key == "mine":
            rows = [r for r in self.orders.values() if r["claimed_by"] == "me"]
        else:
            rows = [r for r in self.orders.values() if r["queue"] == key]
        return frame(rows)

    def board(self, keys: list[str]) -> pl.DataFrame:
        return frame([self.orders[key] for key in keys if key in self.orders])

    def found(self, keys: list[str]) -> list[dict[str, Any]]:
        return [self.orders[key] for key in keys]

    def search(self, text: str) -> Hits:
        wanted = text.casefold()
        found = (
            FoundOrder(key, row["order_id"], row["buyer"] or "", row["country_code"])
            for key, row in self.orders.items()
            if wanted in row["order_id"]
        )
        buyers = Counter(
            row["buyer"] for row in self.orders.values() if wanted in (row["buyer"] or "").casefold()
        )
        skus = Counter(
            row["skus"] for row in self.orders.values() if wanted in (row["skus"] or "").casefold()
        )
        return Hits(
            text,
            tuple(found)[:8],
            tuple(Group(*one) for one in skus.most_common(8)),
            tuple(Group(*one) for one in buyers.most_common(8)),
        )

    def orders_of(self, kind: str, name: str) -> list[str]:
        column = "skus" if kind == "sku" else "buyer"
        return [key for key, row in self.orders.items() if row[column] == name]

    def find(self, number: str) -> list[str]:
        return [key for key, row in self.orders.items() if row["order_id"] == number]

    def at_once(self, request: ActionRequest) -> ActionResult | None:
        return None  # always in the desk's own thread

    def perform(self, request: ActionRequest) -> ActionResult:
        done, blocked = [], []
        for key in request.order_keys:
            row = self.orders[key]
            holder = row["claimed_by"]
            if holder not in (None, "me") and not request.insist:
                blocked.append(Blocked(key, "held_by", holder, can_insist=True))
                continue
            if request.kind in ("done", "snooze"):
                row["was"], row["queue"] = row["queue"], "away"
            if request.kind == "remark_handled":
                row["was"], row["queue"] = row["queue"], "standard"
            row["claimed_by"] = {"claim": "me", "release": None}.get(request.kind, holder)
            self.acts.append(
                Act(
                    id=f"a{len(self.acts)}",
                    kind=request.kind,
                    operator="me",
                    at=1,
                    order_key=key,
                    data=request.data,
                )
            )
            done.append(key)
        return self._done(request.kind, done, blocked)

    def take_next(self, view: str) -> ActionResult:
        free = [k for k, r in self.orders.items() if r["queue"] == view and not r["claimed_by"]]
        return self.perform(ActionRequest("claim", tuple(free[:1])))

    def undo(self) -> ActionResult:
        if not self.acts:
            return ActionResult("undo", blocked=(Blocked("", "nothing_to_undo"),))
        act = self.acts.pop()
        self.undone.append(act)
        row = self.orders[act.order_key or ""]
        row["queue"] = row.pop("was", row["queue"])
        row["claimed_by"] = None if act.kind == "claim" else row["claimed_by"]
        return self._done(act.kind, [row["order_key"]], [])

    def redo(self) -> ActionResult:
        act = self.undone.pop()
        return self.perform(ActionRequest(act.kind, (act.order_key or "",), act.data))

    def _done(self, kind: str, keys: list[str], blocked: list[Blocked]) -> ActionResult:
        self.acted = True
        return ActionResult(
            kind, tuple(keys), len(keys), tuple(blocked), (), bool(self.acts), bool(self.undone)
        )

    def order(self, key: str) -> Any:
        return None

    def fresh(self) -> frozenset[str]:
        return frozenset()

    def looked(self, view: str) -> list[View]:
        return self.views()

    def intake(self) -> list[FileSeen]:
        good = Export(
            export_id="1",
            sha256="1",
            name="订单.xlsx",
            size=1,
            exported_at=1,
            loaded_at=2,
            state="loaded",
            profile="aliexpress-zh",
            orders=3,
            lines=4,
            rejected=1,
            seq=1,
        )
        bad = Export(
            export_id="2",
            sha256="2",
            name="holiday[red].csv",
            size=1,
            exported_at=1,
            loaded_at=3,
            state="refused",
            reason="no_profile",
            headers=["When", "Who"],
            seq=2,
        )
        return [FileSeen(bad, ()), FileSeen(good, (Reject(7, "id_ruined", "3.03E+15", "3.03E+15"),))]

    def journal(self, query: JournalQuery | None = None) -> list[Act]:
        return [act for act in self.acts[::-1] if query is None or query.fits(act)]

    def hours(self, since: int) -> Hours:
        return Hours(
            now=since + 1,
            since=since,
            late=1,
            due=(2, *[0] * 47),
            arrived=(3,),
            completed=(1,),
            waiting=(36,),
        )

    def given_orders(self, keys: Sequence[str], said: dict[str, str], *, personal: bool) -> Given:
        rows = [self.orders[key] for key in keys if key in self.orders]
        told = [
            {
                "order_key": row["order_key"],
                "order_id": row["order_id"],
                "buyer": row["buyer"] if personal else None,
            }
            for row in rows
        ]
        return Given(json.dumps(said | {"orders": told}).encode() + b"\n", len(rows))

    def given_files(self, exports: Sequence[Export]) -> Given:
        told = {"event": "arrived", "files": [export.name for export in exports]}
        return Given(json.dumps(told).encode() + b"\n", 0)

    def given_shift(self, since: int) -> Given:
        return Given(json.dumps({"event": "shift_end"}).encode() + b"\n", 0)

    def happened(self) -> dict[str, list[str]]:
        news, self.news = self.news, {}
        return news

    def questions(self) -> list[tuple[Export, int]]:
        return []

    def settled(self) -> None:
        pass

    def handed(self) -> list[Act]:
        return []

    def people(self) -> list[Person]:
        return [Person("li", ("3001",), 1), Person("me", (), 1)]

    def addresses(self, keys: list[str]) -> str:
        return "\n\n".join(f"{self.orders[key]['recipient']}\n1 Main St" for key in keys)

    def write_text(self, stem: str, text: str) -> Path:
        self.written.append((stem, text))
        return Path(f"outbox/{stem}.txt")

    def export(self, source: Any, header: list[str], *, xlsx: bool, marked: list[str]) -> Path:
        self.written.append(("xlsx" if xlsx else "csv", ",".join(header)))
        return Path("outbox/orders.xlsx" if xlsx else "outbox/orders.csv")

    def export_list(
        self, name: str, how: str, order_keys: list[str] | None, zone: Any, *, named: bool = False
    ) -> Left:
        self.written.append(
            (f"{name} {how}", f"{','.join(order_keys or ())} {'named' if named else ''}".strip())
        )
        return Left(path=Path(f"outbox/{name}"), kept_back={"cancel": 2} if name == "picking" else {})

    def maps(self) -> list[tuple[str, dict[str, str]]]:
        return [(name, {"en": f"{name} in English"}) for name in self.column_maps]

    def export_map(self, name: str, order_keys: list[str], *, named: bool = False) -> Left | None:
        if name not in self.column_maps:
            return None
        self.written.append((f"map {name}", f"{','.join(order_keys)} {'named' if named else ''}".strip()))
        return Left(path=Path(f"outbox/{name}.csv"), notes=("2 orders left out",), lacking=True)

    def export_journal(self, query: JournalQuery | None = None) -> Path:
        del query
        return Path("outbox/journal.csv")


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The board's columns and types over `rows`."""
    lists = {name: pl.List(pl.String) for name in ("remark_kinds", "badges", "reasons")}
    sample = order("standard", 1)
    schema: dict[str, Any] = dict.fromkeys(sample) | lists
    schema |= {n: pl.Datetime("us", "UTC") for n in ("deadline", "claimed_at", "snoozed_until")} | {
        "claimed_by": pl.String,
        "handed_by": pl.String,
        "handed_note": pl.String,
        "remark": pl.String,
        "total": pl.Decimal(18, 4),
    }
    if not rows:
        return pl.DataFrame([sample], schema=schema).head(0)
    return pl.DataFrame([{name: row[name] for name in sample} for row in rows], schema=schema)


class FakeFollower:
    """Opens a `FakeDesk`; `changes` given by a test are what other decks did."""

    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.changes: list[Changes] = []
        self.progress: list[Progress] = []
        self.failure: Exception | None = None
        self.closed = False

    def open(self) -> DeskService:
        if self.failure is not None:
            raise self.failure
        return cast(DeskService, self.desk)  # it has as much of one as the deck asks for here

    def follow(self) -> Changes | None:
        if self.desk.acted:
            self.desk.acted = False
            return Changes(everything=True)
        return self.changes.pop(0) if self.changes else None

    def loader(self) -> LoaderTold | None:
        return LoaderTold(self.progress.pop(0)) if self.progress else None

    def close(self) -> None:
        self.closed = True


Until = Callable[..., Awaitable[None]]
"""until(condition, seconds): waits for a condition, as `tests.tui.conftest` makes it."""


def deck_of(pilot: Pilot[None]) -> Orderdeck:
    """The deck that a pilot steers."""
    assert isinstance(pilot.app, Orderdeck)
    return pilot.app
