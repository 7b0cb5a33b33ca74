"""Where a desk keeps its things. The exports folder itself is never written to."""

import os
from pathlib import Path
from typing import ClassVar

import msgspec

STATE_FOLDER = ".orderdeck"
"""Name of the state folder beside the exports, when no other is given."""


class DeskPaths(msgspec.Struct, frozen=True):
    """The folder of exports and the state folder of one desk."""

    exports: Path
    state: Path
    also: tuple[Path, ...] = ()
    """Other folders that exports arrive in, as the settings have them: the loader's alone to know."""
    read_only: bool = False
    """Whether nothing may be written to the state folder: how who only reads has it."""

    FILES: ClassVar[tuple[str, ...]] = (
        "ledger.sqlite", "ledger.lock", "journal.jsonl", "loader.lock", "loader.json", "backup.json", "remarks.sqlite",
        "orderdeck.log", "orderdeck.toml", "shared.json", "mirror.json",
    )  # fmt: skip
    """How the names of all files that lie in the state folder itself begin."""

    @classmethod
    def of(cls, exports: Path, state: Path | None = None) -> "DeskPaths":
        """The paths of the desk over `exports`; `state` puts ledger, Parquet, outbox and log elsewhere."""
        exports = exports.expanduser().absolute()
        return cls(exports, state.expanduser().absolute() if state else exports / STATE_FOLDER)

    def for_reading(self) -> "DeskPaths":
        """The same desk for who only reads it: whatever would write to its state folder is refused."""
        return msgspec.structs.replace(self, read_only=True)

    def seen_from_exports(self, folder: str) -> Path:
        """The folder that the settings call so: never seen from where orderdeck was started, which differs from a deck
        to a loader."""
        return Path(os.path.normpath(self.exports.absolute() / Path(folder).expanduser()))

    @property
    def ledger(self) -> Path:
        return self.state / "ledger.sqlite"

    @property
    def shared(self) -> Path:
        """Where the desk stands when it doesn't stand here (`data.ledger.shared.pointer`)."""
        return self.state / "shared.json"

    @property
    def mirror(self) -> Path:
        """What this machine knows of the desk's own files in a shared desk's database."""
        return self.state / "mirror.json"

    @property
    def is_there(self) -> bool:
        """Whether there is a desk: on this machine, or shared with others."""
        return self.ledger.exists() or self.journal_copy.exists() or self.shared.exists()

    @property
    def journal_copy(self) -> Path:
        """The second copy of what the ledger holds: one checksummed JSON line a row, only ever appended to."""
        return self.state / "journal.jsonl"

    @property
    def in_use(self) -> Path:
        """Locked, shared, by every process that has the ledger open; exclusively while its file is replaced."""
        return self.state / "ledger.lock"

    @property
    def damaged(self) -> Path:
        """Where damaged files are kept aside, with a report of what was done."""
        return self.state / "damaged"

    @property
    def last_backup(self) -> Path:
        """A note of where the last backup was written to."""
        return self.state / "backup.json"

    @property
    def parts(self) -> Path:
        """Immutable Parquet: one folder per loaded export, named by its export id."""
        return self.state / "parts"

    @property
    def shapes(self) -> Path:
        """Empty Parquet files with all columns, read along with parts that may lack some; made anew where missing."""
        return self.state / "shapes"

    @property
    def kept(self) -> Path:
        """What was worked out of the parts, for the next desk that is opened; it may be removed at any time."""
        return self.state / "kept"

    @property
    def staging(self) -> Path:
        """Where parts and outbox files are written before they are renamed into place; same file system."""
        return self.state / "staging"

    @property
    def temp(self) -> Path:
        """Private folders of processes that run: `data.base.guards.temporary`."""
        return self.state / "temp"

    @property
    def outbox(self) -> Path:
        return self.state / "outbox"

    @property
    def lock(self) -> Path:
        return self.state / "loader.lock"

    @property
    def progress(self) -> Path:
        """The loader's progress, one JSON line, replaced whole."""
        return self.state / "loader.json"

    @property
    def remarks(self) -> Path:
        """What remarks were found to be, by their digests; it may be removed at any time."""
        return self.state / "remarks.sqlite"

    @property
    def here(self) -> Path:
        """One file a deck that is open, locked by it."""
        return self.state / "here"

    @property
    def log(self) -> Path:
        return self.state / "orderdeck.log"

    @property
    def settings(self) -> Path:
        return self.state / "orderdeck.toml"

    @property
    def profiles(self) -> Path:
        return self.state / "profiles"

    @property
    def queues(self) -> Path:
        return self.state / "queues"

    @property
    def templates(self) -> Path:
        return self.state / "templates"

    @property
    def rules(self) -> Path:
        return self.state / "rules"

    @property
    def maps(self) -> Path:
        """Column maps of the user's own, by which files for forwarders and customs are written."""
        return self.state / "exports"

    @property
    def folders(self) -> tuple[Path, ...]:
        """All folders that may lie in the state folder."""
        written = (
            self.parts, self.shapes, self.kept, self.staging, self.temp, self.outbox, self.here, self.damaged
        )  # fmt: skip
        return (*written, self.profiles, self.queues, self.templates, self.rules, self.maps)


def user_settings() -> Path:
    """Path of the user's own settings file; it need not exist."""
    import platformdirs

    return platformdirs.user_config_path("orderdeck") / "orderdeck.toml"
