"""A list as the bytes that are written: by a command or from the deck, the same."""

from datetime import tzinfo
from typing import Final

from orderdeck.data.reports.exported.formats import BINARY, FORMATS, written
from orderdeck.data.reports.exported.lists import LISTS, Made
from orderdeck.data.reports.exported.shipments import Upload
from orderdeck.data.reports.exported.slips import picks, slips
from orderdeck.tui.present.exported.slips import packing_html, packing_text, picking_text

WAYS: Final[dict[str, tuple[str, ...]]] = {
    name: {"picking": ("text", *FORMATS), "packing": ("text", "html", *FORMATS)}.get(name, FORMATS)
    for name in LISTS
}
"""List -> the formats it can be had in, the usual one first."""
ENDINGS: Final = {"text": ".txt"} | {how: f".{how}" for how in ("html", *FORMATS)}
"""Format -> how names of its files end."""


def content(made: Made, how: str, zone: tzinfo | None, *, to_file: bool) -> bytes:
    """`made` in the format `how` (one of its WAYS); slips tell times in `zone`. Raises TooManyRowsError."""
    if how == "html":
        return packing_html(slips(made.rows), zone).encode()
    if how == "text":
        said = (
            picking_text(picks(made.rows)) if made.name == "picking" else packing_text(slips(made.rows), zone)
        )
        return said.encode()
    if made.upload is not None:
        return _upload(made, made.upload, how, to_file=to_file)
    return written(made.name, made.rows, how, to_file=to_file)


def _upload(made: Made, upload: Upload, how: str, *, to_file: bool) -> bytes:
    # Whoever reads such a file takes a mark before the first header for a part of it; spreadsheets need it.
    plain = how == "tsv" or (how == "csv" and made.rows.write_csv().isascii())
    return written(upload.sheet, made.rows, how, to_file=to_file and not plain)


__all__ = ["BINARY", "ENDINGS", "WAYS", "content"]
