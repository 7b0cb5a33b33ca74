"""`orderdeck profiles new FILE`: teach an export that no profile fits, by the wizard or by what the file shows."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

import click

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import STATE_FOLDER, DeskPaths
from orderdeck.data.base.records import Json
from orderdeck.data.base.text.did_you_mean import nearest
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.base.vocabulary import status
from orderdeck.data.base.vocabulary.fields import FIELDS
from orderdeck.data.exports.profile.encoding import OFFERED, codec
from orderdeck.tui.actions.keyboard.keymap import build
from orderdeck.tui.cli.commands.base import Failure, Option, Spoken, echo_json, echo_table, json_option
from orderdeck.tui.cli.commands.choices import Encoding, Folder, completing
from orderdeck.tui.cli.commands.desk.intake import file_table
from orderdeck.tui.cli.commands.desk.opening import desk_paths, desk_settings, load_new
from orderdeck.tui.cli.launch import prepare_environment
from orderdeck.tui.i18n import N_, _, labelled, ngettext, phrases
from orderdeck.tui.i18n.reasons import refusal
from orderdeck.tui.teach import words
from orderdeck.tui.teach.session import Session
from orderdeck.tui.teach.words import not_saved
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.tui.terminal.cell_width import cut

if TYPE_CHECKING:
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.exports.reading import Opened, Reader
    from orderdeck.data.exports.recognise import Refusal
    from orderdeck.data.exports.teach.model import Doubt, Proposal

KEYS = {
    "zone_key": "--zone",
    "currency_key": "--currency",
    "decimal_key": "--decimal",
    "statuses_key": "--status",
    "shape_key": "--shape",
    "dates_key": "--dates",
    "kind_key": "--kind",
    "name_key": "--name",
    "encoding_key": "--encoding",
}
"""What stands in place of keys where doubts are said on the command line."""


def _zones() -> list[str]:
    return sorted(available_timezones())


def _encodings() -> list[str]:
    return list(OFFERED)


@click.command(
    "new", cls=Spoken, help=N_("Teach an export that no profile fits: correct by keys, then save.")
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--desk",
    "folder",
    cls=Option,
    type=Folder(),
    metavar="DIR",
    help=N_(
        "For the desk over this folder of exports (default: the one FILE lies in, else your own settings)."
    ),
)
@click.option(
    "--yes", cls=Option, is_flag=True, help=N_("Save without asking where nothing essential is doubtful.")
)
@click.option("--name", cls=Option, default="", metavar="NAME", help=N_("The profile's name."))
@click.option(
    "--kind",
    cls=Option,
    type=click.Choice(["orders", "stock", "purchases", "products", "suppliers", "tracking"]),
    help=N_("What the file holds."),
)
@click.option(
    "--encoding",
    cls=Option,
    type=Encoding(_encodings, N_("there is no encoding {name}")),
    default="",
    metavar="NAME",
    help=N_("Encoding of its text, where the bytes prove none: {names}, or another one that Python knows."),
)
@click.option(
    "--zone",
    cls=Option,
    default="",
    metavar="ZONE",
    shell_complete=completing(_zones),
    help=N_("Time zone of its times (IANA)."),
)
@click.option(
    "--currency", cls=Option, default="", metavar="CODE", help=N_("Currency of amounts that name none.")
)
@click.option(
    "--decimal",
    cls=Option,
    type=click.Choice([".", ","]),
    help=N_("Decimal mark of amounts; , where 1.000 is a thousand."),
)
@click.option(
    "--dates",
    cls=Option,
    type=click.Choice(["auto", "ymd", "dmy", "mdy"]),
    help=N_("Order of day and month."),
)
@click.option(
    "--shape",
    cls=Option,
    type=click.Choice(["order", "item", "item_fill_down", "unit", "summary_then_items"]),
    help=N_("How rows make orders."),
)
@click.option(
    "--map",
    "fields",
    cls=Option,
    multiple=True,
    metavar="HEADER=FIELD",
    help=N_("Take a column for a field (HEADER= leaves it out); may be given again."),
)
@click.option(
    "--status",
    "statuses",
    cls=Option,
    multiple=True,
    metavar="TEXT=STATUS",
    help=N_("What a status text stands for (=STATUS: rows without one); may be given again."),
)
@json_option
def command(file: Path, folder: Path | None, yes: bool, as_json: bool, **said: Any) -> int:
    file = file.expanduser().absolute()
    paths = desk_paths(folder, None) if folder is not None else _desk_of(file)
    settings = desk_settings(paths) if paths is not None else None
    session = Session(file, paths, settings, encoding=_codec(said["encoding"]))
    if not (yes or as_json) and sys.stdin.isatty() and sys.stdout.isatty() and not any(said.values()):
        return _interactive(session)
    refused = session.read()
    if refused is not None:
        raise Failure(labelled(file, refusal(refused.reason, refused.detail)), exits.REFUSED)
    _apply(session, said)
    assert session.proposal is not None
    assert session.preview is not None
    if as_json:
        echo_json(_record(session))
    else:
        _print(session.proposal, list(session.preview.doubts))
        click.echo(_("To be saved as {path}", path=clean_text(str(session.target))))
    essential = session.preview.essential or session.preview.failed
    if not yes:
        return exits.REFUSED if essential else exits.OK
    if essential:
        raise Failure(_("not saved: settle what is marked with ! first"), exits.REFUSED)
    return _save(session, quiet=as_json)


def _codec(name: str) -> str:
    found = codec(name) if name else ""
    if name and not found:
        raise click.UsageError(_("there is no encoding {name}", name=name))
    return found


def _desk_of(file: Path) -> "DeskPaths | None":
    """The desk whose folder the file lies in."""
    for folder in file.parents:
        if (folder / STATE_FOLDER).is_dir():
            return DeskPaths.of(folder)
    return None


def _interactive(session: Session) -> int:
    if not session.path.is_file():
        raise Failure(labelled(session.path, refusal("missing")), exits.REFUSED)
    prepare_environment(os.environ)
    from orderdeck.tui.teach.app import TeachApp

    look = session.settings.look if session.settings else None
    keymap, errors = build(session.settings.keys if session.settings else {})
    if errors:
        raise Failure("\n".join(errors), exits.USAGE)
    app = TeachApp(session, keymap, look.theme if look else "auto")
    app.run(mouse=bool(look and look.mouse))
    if app.saved is None:
        return app.return_code or exits.OK
    return _report_saved(session, app.saved)


def _apply(session: Session, said: Json) -> None:
    """Lay over the proposal what the command line says."""
    from orderdeck.data.exports.teach.guess.propose import choose_currency, choose_field, propose_kind

    proposal = session.proposal
    assert proposal is not None
    if said["kind"] and said["kind"] != proposal.kind:
        proposal = session.proposal = propose_kind(proposal, said["kind"])
    for text in said["fields"]:
        header, field = _pair(text, "--map")
        choose_field(proposal, _column(proposal, header), _field(proposal, field))
    for name, aspect, attribute in (
        ("zone", "zone", "zone"),
        ("decimal", "decimal", "decimal"),
        ("dates", "dates", "date_order"),
        ("shape", "row_shape", "row_shape"),
        ("name", "name", "name"),
    ):
        if said[name]:
            setattr(proposal, attribute, said[name])
            proposal.chosen.add(aspect)
    if said["currency"]:
        choose_currency(proposal, said["currency"])
    for text in said["statuses"]:
        _status(proposal, *_pair(text, "--status"))
    session.look()


def _pair(text: str, option: str) -> tuple[str, str]:
    before, sign, after = text.rpartition("=")
    if not sign:
        raise click.UsageError(_("{option}: `{text}` has no =", option=option, text=text))
    return before.strip(), after.strip()


def _column(proposal: "Proposal", header: str) -> Any:
    from orderdeck.data.exports.recognise import fold

    for column in proposal.columns:
        if fold(header) in (fold(column.header), column.name):
            return column
    hint = nearest(header, [column.header for column in proposal.columns])
    raise click.UsageError(_("there is no column {header}", header=header) + hint)


def _field(proposal: "Proposal", field: str) -> str:
    if field and field not in FIELDS[proposal.kind]:
        raise click.UsageError(
            _("there is no field {field}", field=field) + nearest(field, FIELDS[proposal.kind])
        )
    return field


def _status(proposal: "Proposal", text: str, code: str) -> None:
    from orderdeck.data.exports.teach.guess.propose import choose_status
    from orderdeck.data.exports.teach.guess.statuses.words import PURCHASE_STATES

    known = status.ALL if proposal.kind == "orders" else PURCHASE_STATES
    if code not in known:
        raise click.UsageError(_("there is no status {status}", status=code) + nearest(code, known))
    if text:
        choose_status(proposal, text, code)
    else:
        proposal.otherwise = code
        proposal.chosen.add("otherwise")


def _print(proposal: "Proposal", doubts: "list[Doubt]") -> None:
    head = ["", _("column"), _("field"), _("sure"), _("values")]
    rows = [head]
    for column in proposal.columns:
        sure = f"{column.confidence:.0%}" if column.field else ""
        mark = "?" if column.doubtful else "✓" if column.field else ""
        sample = cut(" · ".join(column.samples[:2]), 40)
        rows.append([mark, cut(column.header or column.name, 30), column.field or "–", sure, sample])
    echo_table(rows, right=(3,))
    click.echo(
        labelled(
            proposal.name,
            phrases.joined(
                (phrases.phrase(words.KINDS, proposal.kind), phrases.phrase(words.SHAPES, proposal.row_shape))
            ),
        )
    )
    for doubt in sorted(doubts, key=lambda doubt: not doubt.essential):
        click.echo(f"{'!' if doubt.essential else '?'} {words.doubt(doubt, proposal, KEYS)}")


def _record(session: Session) -> Json:
    proposal, seen = session.proposal, session.preview
    assert proposal is not None
    assert seen is not None
    return {
        "name": proposal.name,
        "path": str(session.target),
        "kind": proposal.kind,
        "row_shape": proposal.row_shape,
        "encoding": proposal.table.encoding,
        "zone": proposal.zone,
        "currency": proposal.currency,
        "dates": proposal.date_order,
        "statuses": proposal.statuses,
        "columns": [
            {
                "header": column.header,
                "field": column.field,
                "confidence": round(column.confidence, 2),
                "reason": column.reason,
                "doubtful": column.doubtful,
            }
            for column in proposal.columns
        ],
        "doubts": [
            {"code": doubt.code, "value": doubt.value, "column": doubt.column, "essential": doubt.essential}
            for doubt in seen.doubts
        ],
        "rows_read": seen.rows,
        "orders": seen.main.height,
        "rejected": seen.rejects.height,
    }


def _save(session: Session, *, quiet: bool) -> int:
    from orderdeck.data.exports.teach.save import SaveError

    try:
        path = session.save()
    except SaveError as error:
        raise Failure(not_saved(error.code, error.value, KEYS), exits.USAGE) from error
    return exits.OK if quiet else _report_saved(session, path)


def _report_saved(session: Session, path: Path) -> int:
    """Say where the profile is and what the file loads as by it; a desk's own file is loaded at once."""
    from orderdeck.data.exports.apart.reader import ApartReader
    from orderdeck.data.exports.profile.files import load_profiles
    from orderdeck.data.exports.recognise import Refusal

    click.echo(_("Profile saved: {path}", path=path))
    reader = ApartReader(session.path.parent, load_profiles(session.paths), session.settings or Settings())
    found = _opened(reader, session.path)
    if isinstance(found, Refusal):
        raise Failure(labelled(session.path, refusal(found.reason, found.detail)), exits.REFUSED)
    if found.profile != path.stem:
        click.echo(
            _("The file is still read by the profile {name}, which fits it better.", name=found.profile)
        )
    if session.paths is None or not session.path.is_relative_to(session.paths.exports):
        return exits.OK
    return _load(session)


def _opened(reader: "Reader", path: Path) -> "Opened | Refusal":
    from orderdeck.data.exports.recognise import RefusalError

    try:
        return reader.open(path, path.name, 0)
    except RefusalError as refused:
        return refused.refusal


def _load(session: Session) -> int:
    assert session.paths is not None
    exports = load_new(session.paths, desk_settings(session.paths), 60.0)
    file_table(exports)
    if not exports:
        click.echo(_("The running deck loads it."))
    refused = sum(export.state == "refused" for export in exports)
    if refused:
        click.echo(ngettext("{count} file refused", "{count} files refused", refused))
    return exits.OK
