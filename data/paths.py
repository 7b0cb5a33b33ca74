"""Where a desk keeps its things. The exports folder itself is never written to."""

from pathlib import Path

import msgspec

STATE_FOLDER = ".orderdeck"
"""Name of the state folder beside the exports, when no other is given."""


class DeskPaths(msgspec.Struct, frozen=True):
    """The folder of exports and the state folder of one desk."""

    exports: Path
    state: Path

    @classmethod
    def of(cls, exports: Path, state: Path | None = None) -> "DeskPaths":
        """The paths of the desk over `exports`; `state` puts ledger, Parquet, outbox and log elsewhere."""
        exports = exports.expanduser().absolute()
        return cls(exports, state.expanduser().absolute() if state else exports / STATE_FOLDER)

    @property
    def ledger(self) -> Path:
        return self.state / "ledger.sqlite"

    @property
    def parts(self) -> Path:
        """Immutable Parquet: one folder per loaded export, named by its export id."""
        return self.state / "parts"

    @property
    def staging(self) -> Path:
        """Where parts and outbox files are written before they are renamed into place; same file system."""
        return self.state / "staging"

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
