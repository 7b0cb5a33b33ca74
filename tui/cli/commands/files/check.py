"""`orderdeck check FILE…`: what a file would load as; loads nothing."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Json
from orderdeck.data.base.vocabulary.status import CLOSED
from orderdeck.tui.cli.commands.base import Option, Spoken, echo_json, echo_table, json_option, state_option
from orderdeck.tui.cli.commands.choices import Folder
from orderdeck.tui.cli.commands.desk.opening import desk_paths, desk_settings, tell_broken_profiles
from orderdeck.tui.i18n import N_, _, labelled, ngettext, phrases, times
from orderdeck.tui.i18n.reasons import note, refusal, reject
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.tui.terminal.cell_width import cut

if TYPE_CHECKING:
    import polars as pl

    from orderdeck.data.base.folder.found import Found
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.exports.apart.reader import ApartReader
    from orderdeck.data.exports.recognise import Refusal
    from orderdeck.data.intake.intake import Opened

TITLE_WIDTH = 40
"""Columns that a product's title gets in the list of rows."""


@click.command("check", cls=Spoken, help=N_("Say what files would load as; load nothing."))
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--rows", cls=Option, is_flag=True, help=N_("Every order and every rejected row too."))
@click.option(
    "--in",
    "folder",
    cls=Option,
    type=Folder(),
    metavar="DIR",
    help=N_("With settings and profiles of the desk over this folder (default: the file's)."),
)
@state_option
@json_option
def command(
    files: tuple[Path, ...], rows: bool, folder: Path | None, state: Path | None, as_json: bool
) -> int:
    places = [file.expanduser().absolute() for file in files]
    desks = [_paths(file, folder, state) for file in places]
    for paths in dict.fromkeys(desks):
        tell_broken_profiles(paths)
    told = [
        one for file, paths in zip(places, desks, strict=True) for one in _check(file, rows or as_json, paths)
    ]
    if as_json:
        echo_json({"files": [{k: v for k, v in one.items() if rows or k not in ("rows",)} for one in told]})
    else:
        for one in told:
            _print(one)
    return exits.REFUSED if any(one["state"] == "refused" for one in told) else exits.OK


def _check(file: Path, rows: bool, paths: "DeskPaths") -> list[Json]:
    """What a file would load as; of one that others came in, what each of those would."""
    from orderdeck.data.base.folder.found import Found, stamp_of
    from orderdeck.data.exports.apart.reader import ApartReader
    from orderdeck.data.exports.recognise import Refusal, RefusalError

    reader = ApartReader.of(paths, desk_settings(paths))
    try:
        if not file.exists():
            return [_refused(str(file), Refusal("missing"))]
        seen = file.stat()
        found = Found(
            path=file,
            name=file.relative_to(paths.exports).as_posix(),
            size=seen.st_size,
            mtime_us=seen.st_mtime_ns // 1000,
            stamp=stamp_of(seen),
        )
        return list(_checked(found, str(file), rows, reader, paths))
    except RefusalError as error:
        return [_refused(str(file), error.refusal)]
    except OSError as error:
        return [_refused(str(file), Refusal("unreadable", error.strerror or str(error)))]


def _checked(
    found: "Found", shown: str, rows: bool, reader: "ApartReader", paths: "DeskPaths"
) -> "Iterator[Json]":
    from orderdeck.data.exports.recognise import Refusal, RefusalError
    from orderdeck.data.intake.folder.members import unpacked

    try:
        opened = reader.open(found.path, found.name, found.mtime_us, root=found.root)
        if not isinstance(opened, Refusal):
            yield _loads(shown, opened, rows)
        elif opened.reason != "packed":
            yield _refused(shown, opened)
        else:
            # Where there is no desk, none is made.
            aside = None if paths.state.is_dir() else TemporaryDirectory(prefix="orderdeck-")
            with unpacked(found, paths, reader, aside) as members:
                for member in members:
                    inner = shown + member.name.removeprefix(found.name)
                    yield from _checked(member, inner, rows, reader, paths)
    except RefusalError as error:
        yield _refused(shown, error.refusal)


def _paths(file: Path, folder: Path | None, state: Path | None) -> "DeskPaths":
    """The desk to check `file` by: read as if it lay in that desk's folder, wherever it lies."""
    paths = desk_paths(folder, state) if folder else DeskPaths.of(file.parent, state)
    return paths if file.is_relative_to(paths.exports) else DeskPaths.of(file.parent, paths.state)


def _refused(name: str, refused: "Refusal") -> Json:
    return {
        "name": name,
        "state": "refused",
        "profile": "",
        "orders": 0,
        "lines": 0,
        "rejected": 0,
        "reason": refused.reason,
        "detail": refused.detail,
        "headers": list(refused.headers),
        "nearest": refused.nearest,
    }


def _loads(name: str, opened: "Opened", rows: bool) -> Json:
    counts: dict[str, int] = {}
    listed: list[Json] = []
    rejects: list[Json] = []
    for frames in opened.frames():
        for stem, frame in frames.items():
            counts[stem] = counts.get(stem, 0) + len(frame)
        rejects += (
            [dict(row) for row in frames["rejects"].iter_rows(named=True)] if "rejects" in frames else []
        )
        if rows and "orders" in frames:
            listed += list(_rows(frames["orders"], frames.get("lines")))
    return {
        "name": name,
        "state": "loaded",
        "profile": opened.profile,
        "kind": opened.kind,
        "exported_at": times.at_zone(opened.exported_at, None).isoformat(timespec="seconds"),
        "orders": counts.get("orders", 0),
        "lines": sum(count for stem, count in counts.items() if stem not in ("orders", "rejects")),
        "rejected": counts.get("rejects", 0),
        "reason": "",
        "notes": opened.notes(),
        "rejects": [{key: row[key] for key in ("row", "order_id", "reason", "detail")} for row in rejects],
        "rows": listed,
    }


def _rows(orders: "pl.DataFrame", lines: "pl.DataFrame | None") -> "Iterator[Json]":
    from orderdeck.data.desk.as_json import money_text

    titles: dict[str, list[str]] = {}
    closed = set(orders.filter(orders["status"].is_in(CLOSED))["order_key"]) if lines is not None else set()
    for line in lines.iter_rows(named=True) if lines is not None else ():
        owed, ordered = line["owed"], line["quantity"]
        pieces = ordered if owed == ordered or line["order_key"] in closed else f"{owed}/{ordered}"
        titles.setdefault(line["order_key"], []).append(f"{pieces} × {line['sku'] or line['title'] or '?'}")
    for order in orders.iter_rows(named=True):
        yield {
            "row": order["source_row"],
            "order_id": order["order_id"],
            "status": order["status"],
            "status_text": order["status_text"],
            "total": money_text(order["total"]),
            "currency": order["currency"],
            "country": order["country_code"] or order["country"],
            "ship_by": None if order["ship_by"] is None else order["ship_by"].isoformat(timespec="seconds"),
            "lines": titles.get(order["order_key"], []),
        }


def _print(told: Json) -> None:
    if told["state"] == "refused":
        if told["reason"] == "missing":
            click.echo(labelled(told["name"], _("there is no such file")))
            return
        click.echo(
            labelled(told["name"], _("would be refused: {why}", why=refusal(told["reason"], told["detail"])))
        )
        if told["headers"]:
            click.echo("  " + _("Headers seen:") + " " + phrases.joined(told["headers"]))
        if told["nearest"]:
            click.echo("  " + _("Nearest profile:") + " " + told["nearest"])
        return
    parts = [
        ngettext("{count} order", "{count} orders", told["orders"]),
        ngettext("{lines} line", "{lines} lines", told["lines"], lines=told["lines"]),
        ngettext("{rows} row rejected", "{rows} rows rejected", told["rejected"], rows=told["rejected"]),
    ]
    about = _("would load as {profile}: {what}", profile=told["profile"], what=phrases.joined(parts))
    click.echo(labelled(told["name"], about))
    click.echo("  " + _("Time of the file:") + " " + told["exported_at"])
    for told_note in told["notes"]:
        click.echo(f"  {note(told_note)}")
    for row in told["rejects"]:
        why = reject(row["reason"], row["detail"] or "")
        click.echo("  " + labelled(_("row {row}", row=row["row"]), why))
    if told["rows"]:
        echo_table(
            [[f"  {_('row {row}', row=row['row'])}", *_columns(row)] for row in told["rows"]], right=(3,)
        )


def _columns(row: Json) -> list[str]:
    amount = f"{row['total'] or ''} {row['currency'] or ''}".strip()
    lines = cut(phrases.joined(row["lines"]), TITLE_WIDTH)
    return [row["order_id"], phrases.status(row["status"]), amount, row["country"] or "", lines]
