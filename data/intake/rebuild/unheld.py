"""Exports whose rows no part holds."""

from orderdeck.data.base.records import Export
from orderdeck.data.ledger import Ledger


def without_part(ledger: Ledger) -> list[Export]:
    """Exports that were loaded and that no part holds."""
    # The same bytes again have rows only in the part of those that came first.
    held = {content for part in ledger.parts() for content in part.export_ids}
    return [export for export in ledger.exports() if export.state == "loaded" and export.content not in held]
