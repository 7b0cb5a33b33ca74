"""Questions in SQL, as the deck asks them: the tables in the desk's thread, the answer in any other."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.reports.exported.formats import cells
from orderdeck.data.reports.exported.sql.asking import SECONDS, SqlError, SqlStoppedError, ask
from orderdeck.data.reports.exported.sql.keeping import KeepError, keep
from orderdeck.tui.i18n import _
from orderdeck.tui.present.records import Asked

MOST_SHOWN = 2000
"""Rows that the deck lists of an answer without orders; `orderdeck sql` has them all."""


def asked(seen: Mapping[str, pl.DataFrame], sql: str) -> Asked:
    """What a question gives, as the deck shows it: orders where it has `order_key`, else rows; or what is wrong."""
    try:
        found = ask(seen, sql)
    except SqlStoppedError:
        return Asked(wrong=_("It took longer than {seconds:g} s and was stopped.", seconds=SECONDS))
    except SqlError as error:
        return Asked(wrong=str(error))
    rows = found.rows
    if "order_key" in rows.columns:
        keys = rows["order_key"].cast(pl.String).drop_nulls().unique(maintain_order=True)
        return Asked(order_keys=tuple(keys.to_list()), count=rows.height)
    return Asked(
        columns=tuple(rows.columns),
        rows=tuple(
            tuple(" ".join(str("" if cell is None else cell).split()) for cell in row)
            for row in cells(rows.head(MOST_SHOWN))
        ),
        right=tuple(at for at, kind in enumerate(rows.dtypes) if kind.is_numeric()),
        count=rows.height,
    )


def kept(paths: DeskPaths, title: str, sql: str) -> tuple[Path | None, str]:
    """Keeps a question as a panel: where its file is, or what is wrong."""
    try:
        return keep(paths, title, sql), ""
    except KeepError as error:
        if error.code == "taken":
            return None, _("There is a panel or a queue of that name: {name}", name=error.detail)
        return None, error.detail
    except OSError as error:
        return None, _("{folder}: {why}", folder=paths.queues, why=error.strerror or error)
