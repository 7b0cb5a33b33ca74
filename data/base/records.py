"""The small records that pass between ledger, desk and deck. Cheap to import: no Polars, no DuckDB.

Times are integers: microseconds since the epoch, UTC.
"""

from typing import Any, Literal

import msgspec

from orderdeck.data.base.folder.beside import is_meant, is_no_table

Fields = dict[str, Any]
"""What is known of an order, or of a line of one, by column: of the board (`queries/desk/board.sql`) or of ORDERS and
ORDER_LINES (`data.base.vocabulary.frames`)."""
Json = dict[str, Any]
"""A JSON object, as commands print it and acts carry it."""


class Act(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the journal: who did what, when, to which order or SKU, decided on which state of it."""

    id: str  # made by the client, so that the same act sent twice counts once
    kind: str  # a key of data.actions.kinds
    operator: str
    at: int
    group: str = ""  # acts of one plan or bulk act share it and undo as one
    order_key: str | None = None
    sku: str | None = None
    state: str | None = None  # the order's state token that the decision was made on
    data: dict[str, Any] = {}
    undoes: str | None = None  # the id of the act that this one reverses
    account: str = ""  # login and number of the account that acted, where the login isn't the operator's name
    seq: int = 0  # the journal's own number; 0 until it is on disk
    order_id: str = (
        ""  # the order's number, where whoever read the journal has looked it up; not in the ledger
    )


class Export(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the exports ledger: a file that arrived and what became of it."""

    # first 16 hex digits of sha-256 for a loaded file; of the same bytes again: data.exports.dating.newer.again_id
    export_id: str
    sha256: str
    name: str  # path relative to the desk's folder, "/" between
    size: int
    exported_at: int  # the moment at which the file was taken: data.exports.dating.export_time
    loaded_at: int  # when it arrived
    state: Literal["loaded", "refused", "duplicate"]
    profile: str = ""
    kind: str = "orders"  # orders, stock, purchases, suppliers, products
    orders: int = 0
    lines: int = 0
    rejected: int = 0
    reason: str = ""  # a code where refused
    detail: str = ""
    headers: list[str] = []  # what was seen, where refused
    nearest: str = ""  # the nearest profile, where refused
    notes: list[str] = []  # doubts worth saying: "date order decided by 3 values", …
    checksums: dict[str, str] = {}  # part file name -> sha-256
    latest_event: int = 0  # the latest thing it tells of: decides between exports of one moment
    claimed_at: int = 0  # what its name or time claims, where that lies ahead of its arrival
    lacks: list[str] = []  # what of its orders it has no word on: data.exports.packing.carry_forward
    rows_of: str = ""  # the same bytes again: the export whose rows in Parquet are its rows
    copied_at: int = 0  # of a copy its own moment; `exported_at` is that of what it is a copy of
    seq: int = 0

    @property
    def own_moment(self) -> int:
        """When this file was taken, a copy too."""
        return self.copied_at or self.exported_at

    @property
    def passed_over(self) -> bool:
        """Whether it is no table and, by its name, was never meant as one: what lies beside exports."""
        if self.state != "refused" or self.reason not in ("not_a_table", "no_profile"):
            return False
        return is_no_table(self.name) or (self.reason == "not_a_table" and not is_meant(self.name))

    @property
    def content(self) -> str:
        """The export id that its rows bear in Parquet."""
        return self.rows_of or self.export_id


class Reject(msgspec.Struct, frozen=True):
    """An input row that was not loaded."""

    row: int
    reason: str
    order_id: str | None = None
    detail: str | None = None


class Reason(msgspec.Struct, frozen=True):
    """Why an order stands where it stands: a code for the deck's words, and the value that fired it."""

    code: str
    value: str = ""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A queue, a user's own panel or a lens, with its counts."""

    key: str
    kind: Literal["queue", "panel", "lens"]
    title: dict[str, str]  # language -> title
    why: dict[str, str]
    count: int = 0
    asleep: int = 0  # of those, how many are snoozed
    fresh: int = 0  # of those, how many came or changed since the operator last looked
    late: int = 0
    due: int = 0
    error: str = ""  # a user's own query that failed


class Changes(msgspec.Struct, kw_only=True):
    """What a catch-up or a tick changed, so that a screen repaints that and no more."""

    exports: list[Export] = []
    acts: list[Act] = []
    order_keys: set[str] = set()
    everything: bool = False  # more changed than is worth naming
    sent_back: dict[
        str, int
    ] = {}  # file -> orders that it has sent back to an earlier step, where these are news

    def __bool__(self) -> bool:
        return bool(self.exports or self.acts or self.order_keys or self.everything)


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the desk should show and can't: it is on disk no more, or no longer what was written."""

    code: Literal["part", "rows"]  # a file's rows in Parquet; rows of the ledger
    subject: str  # the file's name; the ledger's table
    kind: str = "orders"  # of the file: orders, stock, purchases, suppliers, products
    count: int = (
        0  # orders of the file, as many as are hidden at most; lines of other kinds; rows of the table
    )


class Pulse(msgspec.Struct, frozen=True, kw_only=True):
    """The desk in one line."""

    open: int = 0  # left to do: neither done here nor asleep
    asleep: int = 0  # waiting for a time or for somebody
    due: int = 0  # as many as the lens of that name holds
    late: int = 0
    known: int = 0
    last_arrival: int = 0
    hidden: int = 0  # orders at most that a lost or damaged part hides
    lost: int = 0  # losses of any kind: `Desk.losses`
    arrivals: list[int] = []  # new orders per 10 minutes over the last 4 hours, oldest first


class Waiting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that is in the folder and not on the desk: more of it is to come, or something stands in the way."""

    name: str  # path relative to the desk's folder, "/" between
    state: str  # "arriving": not whole yet; "later": it could not be read, which may pass
    why: str  # arriving: open, growing, download, torn, empty; later: a code of `data.base.faults`
    detail: str = ""  # the system's words, or where it is cut off
    since: int = 0  # first seen
    again: int = 0  # tried again at the latest then; 0 where that hangs on the file


class SourceTold(msgspec.Struct, frozen=True, kw_only=True):
    """How a source does that the loader runs; times in µs, UTC, 0: never."""

    name: str
    running: bool = False
    at: int = 0  # when it ended last
    failing_since: int = (
        0  # when it ended badly for the first time since it last ended well; 0: it ended well
    )
    end: Literal["done", "failed", "late", "stopped", "missing"] = "done"  # data.base.commands.running.Ran
    code: int = 0
    wrong: str = ""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the loader is, for the status line."""

    state: Literal["idle", "scanning", "loading", "merging", "waiting"]
    files_done: int = 0
    files_total: int = 0
    rows: int = 0
    name: str = ""
    notice: str = (
        ""  # a code: folder_missing, also_missing, polling_network, polling_limit, disk_full, ledger_busy
    )
    pid: int = 0
    waiting: list[Waiting] = []  # longest first; of very many the first
    waiting_count: int = 0  # all of them
    sources: list[SourceTold] = []  # by name
