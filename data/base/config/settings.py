"""Every setting with its default, read from `orderdeck.toml`: the desk's own first, then the user's.

A number that is not a solid fact of the trade is a setting here, with its source beside it.
An unknown key, a wrong type or an impossible value is an error that names file, key and nearest spelling.
"""

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from orderdeck.data.base.commands.agreed import is_agreed
from orderdeck.data.base.commands.records import RUNS, Command, Hook, Source, twice
from orderdeck.data.base.guards.own_files import read_text
from orderdeck.data.base.guards.trust import UntrustedError, refuse_untrusted
from orderdeck.data.base.paths import DeskPaths, user_settings
from orderdeck.data.base.text.did_you_mean import hint, nearest
from orderdeck.data.base.text.expected import Fault, fault

Hours = Annotated[float, msgspec.Meta(gt=0)]
Share = Annotated[float, msgspec.Meta(gt=0, lt=1)]
Count = Annotated[int, msgspec.Meta(ge=1)]

PRECEDENCE = (
    "cancel_requests",
    "stockouts",
    "wholesale_unpaid",
    "remarks",
    "wholesale",
    "express",
    "standard",
    "on_hold",
    "awaiting_payment",
    "unrecognised",
)
"""Queues in the order in which an order looks for its first match."""


class SettingsError(Exception):
    """A settings file can't be used; the message names the file, the key and what was expected, `fault` the same taken
    apart where a value isn't what its key wants."""

    def __init__(self, told: str, fault: Fault | None = None) -> None:
        super().__init__(told)
        self.fault = fault


class _Section(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    pass


class Queues(_Section):
    precedence: list[str] = msgspec.field(default_factory=lambda: list(PRECEDENCE))
    due_hours: Hours = 24
    cancel_window_hours: Hours | None = None
    """Hours to answer a request to cancel, on every marketplace; not set: what each gives, where its profile says it
    ([policy] cancel_answer_hours)."""
    unpaid_days: Hours | None = None
    """Days until an unpaid order closes, on every marketplace; not set: what each gives ([policy] unpaid_hours)."""
    second_message_hours: Hours = 24
    """Half a day to two days after the first message to an unpaid wholesale buyer."""
    new_hours: Hours = 1
    """How long an order that arrived counts as new."""

    def __post_init__(self) -> None:
        for key in self.precedence:
            if key not in PRECEDENCE:
                told = nearest(key, PRECEDENCE) or f" (there are {', '.join(PRECEDENCE)})"
                raise ValueError(f"queues.precedence: there is no queue `{key}`{told}")
        if len(set(self.precedence)) < len(self.precedence):
            raise ValueError("queues.precedence: a queue is named twice")


class Clocks(_Section):
    jit_hours: Annotated[float, msgspec.Meta(ge=0)] = 0
    """Hours from payment within which a just-in-time order has to leave, by the seller's contract; 0: not known, so
    that its ship-by time is the only clock."""
    ship_days: Annotated[float, msgspec.Meta(ge=0)] = 0
    """Days from payment within which an order has to leave that has no ship-by time in its file, where neither a
    product list nor the marketplace says; 0: not known."""


class Wholesale(_Section):
    """No wholesale flag is known in orders or exports, so it is inferred, and the rule that fired is shown."""

    pieces_in_line: Count = 10
    pieces_in_order: Count = 30
    amounts: dict[str, Decimal] = msgspec.field(
        default_factory=lambda: {
            "USD": Decimal(300),
            "EUR": Decimal(280),
            "GBP": Decimal(240),
            "CNY": Decimal(2100),
            "RUB": Decimal(27000),
            "AUD": Decimal(450),
            "CAD": Decimal(410),
            "BRL": Decimal(1600),
            "INR": Decimal(25000),
            "BDT": Decimal(36000),
            "KRW": Decimal(410000),
            "JPY": Decimal(45000),
        }
    )
    """Least order amount per currency; a currency that is not listed has no amount rule."""
    buyers: list[str] = []
    """Buyer names that are always wholesale."""

    def __post_init__(self) -> None:
        for currency, amount in self.amounts.items():
            if len(currency) != 3 or not currency.isalpha() or not currency.isascii():
                raise ValueError(f"wholesale.amounts: `{currency}` is no currency code of three letters")
            if amount <= 0:
                raise ValueError(f"wholesale.amounts, {currency}: {amount} is not above 0")


class Remarks(_Section):
    queue: Literal["all", "known"] = "all"
    """Which remarks wait in the queue of remarks: "all" that are not known to be harmless; "known", those alone
    in which a rule finds a change of what is shipped, to whom or when."""


class Couriers(_Section):
    brands: list[str] = msgspec.field(default_factory=lambda: ["DHL", "UPS", "FedEx"])
    """Couriers whose services count as express. Others known: EMS, SF, TNT, Premium, Aramex, TOLL, GATI."""


class Stock(_Section):
    partial_shipping: bool = False
    """Allot what there is to an order that stock covers in part; otherwise whole orders only."""
    hold_keeps_stock: bool = True
    cancel_request_keeps_stock: bool = False
    unpaid_keeps_stock: bool = False
    allot: Literal["priority", "least_loss"] = "priority"
    """By which order stock is shared out: by priority, with what would lose less as a proposal; or so that least is
    lost, worked out each hour (whole orders alone: not with partial_shipping)."""
    late_still_saves: bool = False
    """An order past its ship-by time is as good as any other: it keeps its place in the line for stock. Otherwise, as
    where such orders close by themselves, it stands behind all that can still be saved."""
    handling_days: Annotated[float, msgspec.Meta(ge=0)] = 1
    lead_time_days: Hours = 7
    """Lead time where no purchase is known at all."""
    cautious_quantile: Share = 0.8
    lowest_chance: Share = 0.7
    """Wait for a restock only where the chance to arrive in time is at least this."""
    late_cost: Decimal | None = None
    """What an order is reckoned to cost that was waited for in vain, in its currency. Where it is set, the chance that
    is high enough follows from the costs: (late_cost - cancel_cost) / (margin * amount + late_cost)."""
    cancel_cost: Decimal = Decimal(0)
    """What one cancelled in time is reckoned to cost, in its currency."""
    margin: Share = 0.3
    """The share of an order's amount that is earned by sending it, where what its goods cost isn't known."""
    ask_time_days: Hours = 5
    """How many more days a buyer is asked for at most."""
    shrinkage_k: Annotated[float, msgspec.Meta(ge=0)] = 4
    """Purchases at which a group's own lead time weighs as much as the level above it."""
    silence_hours: Hours = 48
    """A buyer who was written to about a stock-out and has done nothing for so long has fallen silent; sooner where
    there would be no time left to pack the order (`unanswered_at` of queries/desk/macros.sql)."""
    non_fulfilment_cost: Decimal = Decimal(0)
    """What one seller-caused cancellation is reckoned to cost, in the order's currency."""

    def __post_init__(self) -> None:
        for name, cost in (("late_cost", self.late_cost), ("cancel_cost", self.cancel_cost)):
            if cost is not None and (not cost.is_finite() or cost < 0):
                raise ValueError(f"stock.{name}: a cost is 0 or more, not {cost}")


class Folder(_Section):
    settle_seconds: Annotated[float, msgspec.Meta(ge=0)] = 0.5
    """A file counts as arrived once its size and time have stood still this long, where nobody can say whether its
    writer has closed it: on a network, of another account."""
    patience_seconds: Annotated[float, msgspec.Meta(ge=0)] = 120
    """A file that looks cut off is waited for this long after it last changed, five times as long where it was seen
    growing, and then refused. Longer than most programs that copy take to give up or go on after a stall."""
    polling: Literal["auto", "always", "never"] = "auto"
    poll_seconds: Annotated[float, msgspec.Meta(gt=0)] = 1
    also: list[str] = []
    """Other folders that exports arrive in; the names of their files begin with what the folder is called."""
    only: list[str] = []
    """File path patterns (fnmatch, relative; one without "/" goes by the file's own name): other files are not read."""
    ignore: list[str] = []
    """The same: these are not read."""
    zones: dict[str, str] = {}
    """Profile, or file path pattern (fnmatch, relative; it goes first) -> IANA zone of the times in it, where that
    differs from the profile's own."""
    dates: dict[str, Literal["dmy", "mdy", "ymd"]] = {}
    """Profile, or file path pattern (fnmatch, relative; it goes first) -> whether all-numeric dates have the day or the
    month first, or short years (26/11/05) in front, for files in which nothing shows it."""
    shops: dict[str, str] = {}
    """File path pattern (fnmatch, relative) -> shop name; {folder} in it stands for the folder the file lies in."""
    max_file_mb: Count = 4096
    max_unpacked_mb: Count = 4096
    max_cell_kb: Count = 256

    def __post_init__(self) -> None:
        for name, zone in self.zones.items():
            if not _is_zone(zone):
                raise ValueError(f"folder.zones, {name}: there is no time zone `{zone}`")


class Exports(_Section):
    whole: dict[str, bool | Literal["ask"]] = {}
    """Profile, or file path pattern (fnmatch, relative; it goes first) -> whether such an export is a full picture, so
    that an order that it no longer lists is gone; "ask": asked in the deck. Where the profile's own word is wrong."""


class Look(_Section):
    language: Literal["auto", "zh", "en"] = "auto"
    theme: str = "auto"
    zone: str = "local"
    """IANA zone of the times on screen, or "local"."""
    mouse: bool = False
    cell_diff: bool = True
    """Send only changed cells to the terminal."""


class Notice(_Section):
    on: list[Literal["due", "stock_out", "hand_over"]] = []
    """What calls an operator who looks elsewhere: orders turn due, stock runs out for more orders, orders are handed
    over."""
    ways: list[Literal["bell", "osc9", "osc777"]] = msgspec.field(
        default_factory=lambda: ["bell", "osc9", "osc777"]
    )
    """By what the terminal is asked to: each terminal knows some of them."""


class People(_Section):
    claim_hours: Hours = 8
    """A claim lapses when its owner has not acted for this long."""


class Trust(_Section):
    """Counts in the user's own settings alone."""

    desks: list[str] = []
    """State folders of others that are trusted all the same: data.base.guards.trust."""


class Settings(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """All settings of one desk, as one operator sees them."""

    queues: Queues = msgspec.field(default_factory=Queues)
    clocks: Clocks = msgspec.field(default_factory=Clocks)
    wholesale: Wholesale = msgspec.field(default_factory=Wholesale)
    remarks: Remarks = msgspec.field(default_factory=Remarks)
    couriers: Couriers = msgspec.field(default_factory=Couriers)
    stock: Stock = msgspec.field(default_factory=Stock)
    folder: Folder = msgspec.field(default_factory=Folder)
    exports: Exports = msgspec.field(default_factory=Exports)
    look: Look = msgspec.field(default_factory=Look)
    notice: Notice = msgspec.field(default_factory=Notice)
    people: People = msgspec.field(default_factory=People)
    trust: Trust = msgspec.field(default_factory=Trust)
    keys: dict[str, str] = {}
    """Action -> keys, comma-separated; checked against the action registry when the deck starts."""
    commands: list[Command] = []
    """Commands of the user's own; their keys are checked with `keys`. Of a desk's file those alone that the user has
    agreed to (data.base.commands.agreed), and so with `hooks`."""
    hooks: list[Hook] = []
    """What an open deck runs by itself."""
    sources: list[Source] = []
    """What the loader runs to get exports: those that fill a folder of this desk."""

    def __post_init__(self) -> None:
        if name := twice(self.commands):
            raise ValueError(f"commands: `{name}` is named twice")
        if name := twice(self.sources):
            raise ValueError(f"sources: `{name}` is named twice")


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def load(paths: DeskPaths, user_file: Path | None = None) -> Settings:
    """The settings of the desk at `paths`.

    The user's own file (`user_file`, by default the platform's config folder) is read first and the desk's file
    laid over it, key by key. What the desk's file has run counts where the user has agreed to it, behind the user's
    own. Raises SettingsError, also for a desk that isn't trusted (from UntrustedError).
    """
    try:
        refuse_untrusted(paths)
    except UntrustedError as error:
        raise SettingsError(str(error)) from error
    merged: dict[str, Any] = msgspec.to_builtins(Settings())
    own_file = user_file or user_settings()
    lay_over(merged, _checked(own_file, links=True))
    desk = _checked(paths.settings)
    if "trust" in desk:
        raise SettingsError(f"{paths.settings}: [trust] counts in your own settings alone, {user_settings()}")
    offered: dict[str, Any] = {part: desk.pop(part) for part in RUNS if part in desk}
    lay_over(merged, desk)
    merged["sources"] = _of_desk(paths, own_file, merged["sources"], merged["folder"]["also"])
    if offered and is_agreed(own_file, paths.settings, offered):
        lay_behind(merged, offered)
    settings = converted(merged, "settings")
    for why in unread(paths, settings.sources, settings.folder.also):
        raise SettingsError(f"{paths.settings}: sources, {why}")
    return settings


def unread(paths: DeskPaths, sources: Sequence[Source], also: list[str]) -> list[str]:
    """What is wrong with those of a desk's sources whose `into` the desk doesn't read, by name."""
    return [
        f"{one.name}: {_NOT_READ.format(one.into)}"
        for one in sources
        if one.into and not _fills(paths, one.into, also)
    ]


def lay_behind(merged: dict[str, Any], offered: dict[str, Any]) -> None:
    """What a desk has run counts from now on, behind the user's own; `merged` is changed."""
    for part in ("commands", "sources"):
        names = {one["name"] for one in merged[part]}
        merged[part] += [one for one in offered.get(part, []) if one["name"] not in names]
    merged["hooks"] += offered.get("hooks", [])


_NOT_READ = "into: `{}` is neither the folder of exports nor one of folder.also"


def _of_desk(
    paths: DeskPaths, own: Path, sources: list[dict[str, Any]], also: list[str]
) -> list[dict[str, Any]]:
    """Those of the user's own sources that fill a folder of this desk: their settings hold for all that they open."""
    for one in sources:
        into = Path(one.get("into", "")).expanduser()
        if not into.is_absolute():
            raise SettingsError(
                f"{own}: sources, {one['name']}: into names the folder that it fills, by its whole path"
            )
    return [one for one in sources if _fills(paths, one["into"], also)]


def _fills(paths: DeskPaths, into: str, also: list[str]) -> bool:
    """Whether what lies in `into` is read by the desk at `paths`."""
    read = [paths.exports, *map(paths.seen_from_exports, also)]
    return paths.seen_from_exports(into).resolve() in [one.resolve() for one in read]


def offered(paths: DeskPaths) -> dict[str, Any]:
    """What the desk's own file has run, whether the user has agreed to it or not: "commands", "hooks" and "sources" as
    they stand in it, where they do. Raises SettingsError."""
    desk = _checked(paths.settings)
    return {part: desk[part] for part in RUNS if desk.get(part)}


def convert_offered(parts: dict[str, Any]) -> Settings:
    """What is `offered`, as settings of which all else is the default. Raises SettingsError."""
    return converted(dict(parts), "settings")


def load_own() -> Settings:
    """The user's own settings alone, for what is done without a desk. Raises SettingsError."""
    return converted(_checked(user_settings(), links=True), "settings")


def _checked(file: Path, *, links: bool = False) -> dict[str, Any]:
    try:
        raw = tomllib.loads(read_text(file, links=links))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error
    converted(raw, str(file))
    return raw


def converted(raw: dict[str, Any], name: str) -> Settings:
    """The settings that `raw` says, all else by default. Raises SettingsError that begins with `name`."""
    try:
        return msgspec.convert(raw, Settings, strict=False)
    except msgspec.ValidationError as error:
        wrong = fault(name, str(error), Settings)
        near = "".join(wrong.choices) if wrong.code == "unknown" else ""
        raise SettingsError(f"{name}: {error}{hint(near)}", wrong) from error


def lay_over(below: dict[str, Any], above: dict[str, Any]) -> None:
    """What `above` says counts instead of what `below` says, key by key; `below` is changed."""
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            lay_over(below[key], value)
        else:
            below[key] = value
