"""`orderdeck export DIR --map NAME`: files for forwarders and customs by a column map of the user's own."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from orderdeck.data.reports.exported.maps.records import FORMATS
from orderdeck.tui.cli.commands.base import Failure
from orderdeck.tui.cli.commands.choices import nearest, there_are
from orderdeck.tui.cli.commands.desk.opening import desk_paths, opened, operator_of, tell_problems
from orderdeck.tui.cli.commands.read.leaving import check_target, format_of, in_words, is_file, leave
from orderdeck.tui.i18n import _, labelled
from orderdeck.tui.i18n.phrases import failure
from orderdeck.tui.present.exported.maps import doubted, left_out, notes, part_of
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.desk import Desk
    from orderdeck.data.reports.exported.maps.filed import Filed
    from orderdeck.data.reports.exported.maps.records import Map


class Asked(NamedTuple):
    """Which desk is asked, by whom, and for which orders."""

    folder: Path
    state: Path | None
    wait: float
    operator: str
    queues: tuple[str, ...]
    mine: bool


def check_queues(desk: "Desk", queues: tuple[str, ...]) -> None:
    """Refuses a queue that there is not, and tells what is wrong with those of the user's own."""
    views = desk.views()
    known = [view.key for view in views]
    for queue in queues:
        if queue not in known:
            raise click.UsageError(
                _("there is no queue {name}", name=queue) + nearest(queue, known) + there_are(known)
            )
    tell_problems(view.error for view in views if view.error)


def export_by_map(asked: Asked, name: str, how: str, out: Path, *, replace: bool) -> int:
    """Writes the files of the map, and tells on standard error what isn't in them and why."""
    from orderdeck.data.reports.exported.maps.files import load_maps

    paths, problems = desk_paths(asked.folder, asked.state), list[str]()
    maps = load_maps(paths, problems)
    made = maps.get(name)
    if made is None:
        tell_problems(problems)
        raise click.UsageError(_no_map(list(maps), name))
    to_folder = is_file(out) and out.is_dir()
    how = how or ("" if to_folder else format_of(out)) or made.format
    if how not in FORMATS:
        raise click.UsageError(
            _("there is no {list} as {format}", list=name, format=how) + there_are(FORMATS)
        )
    if made.split and not to_folder:
        raise click.UsageError(_("{name} writes several files: --out FOLDER", name=name))
    if how == "xlsx" and not is_file(out):
        raise click.UsageError(_("{format} needs a file: --out FILE", format=how))
    with in_words(out):
        if not to_folder:
            check_target(paths, out, replace=replace)
        _leave(asked, paths, made, how, out, to_folder=to_folder, replace=replace)
    return exits.OK


def _leave(
    asked: Asked, paths: "DeskPaths", made: "Map", how: str, out: Path, *, to_folder: bool, replace: bool
) -> None:
    from orderdeck.data.reports.exported.maps.writing import content, stems

    found = _filed(asked, made)
    names = [f"{stem}.{how}" for stem in stems(found)]
    targets = [out / name if to_folder else out for name in names]
    for target in targets:  # none is written where one can't be
        check_target(paths, target, replace=replace)
    tell_problems([*left_out(found.left_out), *doubted(found), *notes(found)])
    if not found.orders and not found.left_out:
        tell_problems([_("None of these orders is to be sent now")])
    for file, target in zip(found.files, targets, strict=True):
        leave(paths, target, content(made, file, how), replace=replace)
        if file.part is not None:
            tell_problems([labelled(target.name, part_of(file.part))])


def _filed(asked: Asked, made: "Map") -> "Filed":
    from orderdeck.data.ledger import LedgerError
    from orderdeck.data.reports.exported.lists import chosen
    from orderdeck.data.reports.exported.maps.filed import filed

    with opened(asked.folder, asked.state, asked.wait, operator_of(asked.operator)) as desk:
        check_queues(desk, asked.queues)
        try:
            return filed(desk, made, chosen(desk, asked.queues, mine=asked.mine))
        except LedgerError as error:
            raise Failure(failure(error)) from error


def _no_map(known: list[str], name: str) -> str:
    from orderdeck.data.reports.exported.maps.files import EXAMPLES

    said = _("there is no usable map {name}", name=name) + nearest(name, known)
    if known:
        return said + there_are(known)
    return said + _("; `orderdeck template {names}` writes one", names="|".join(EXAMPLES))
