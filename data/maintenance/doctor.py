"""`doctor`: is everything on the desk what was once written, and what can be put right where it is not."""

import os
from collections.abc import Callable
from pathlib import Path

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.folder.reach import reaching
from orderdeck.data.base.guards import kept_files
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.lock import hold
from orderdeck.data.intake.rebuild.findings import Finding
from orderdeck.data.intake.rebuild.parts import Rebuild
from orderdeck.data.intake.rebuild.unheld import without_part
from orderdeck.data.ledger import Ledger, Part
from orderdeck.data.ledger.database.connection import connect
from orderdeck.data.ledger.errors import LedgerAway, LedgerError, plain_errors
from orderdeck.data.ledger.parts.folder import GRACE_SECONDS, STAGED, damaged_files, sweep
from orderdeck.data.ledger.recovery.compared import compare
from orderdeck.data.ledger.recovery.mend import mend, trouble
from orderdeck.data.ledger.recovery.second_copy import SecondCopy, sequences
from orderdeck.data.ledger.shared.pointer import read_pointer

Tell = Callable[[int, int], object]
"""Called with how many parts were checked, and of how many."""


def examine(paths: DeskPaths, tell: Tell | None = None) -> list[Finding]:
    """What is wrong with the desk at `paths`; nothing is changed but for what any opening of the ledger does.

    Checks every page of the database, every line of the second copy against it, the checksum of every Parquet file,
    whether each loaded export is held by a part, and what lies about. Raises LedgerError.
    """
    found = _ledger(paths)
    if any(finding.code == "ledger_damaged" for finding in found):
        return found
    with Ledger.open(paths) as ledger:
        found += _parts(paths, ledger, tell or (lambda *_: None))
        found += [_part_finding(part, ["where all machines find it"], "") for part in _lacking(ledger)]
        found += _unheld(ledger)
        found += _leftovers(paths, ledger)
        found += _clock(ledger)
    return found + _rights(paths)


def repair(paths: DeskPaths, settings: Settings, tell: Tell | None = None) -> list[Finding]:
    """Puts right what `examine` finds, as far as that can be done, and says what was done.

    Damaged files are kept aside under `damaged/`. Raises LoaderBusy while another process loads, LedgerBusy while the
    damaged database is open in another process, and other LedgerErrors.
    """
    with hold(paths, "doctor", patience=3.0):
        found = _mended_ledger(paths)
        with Ledger.open(paths) as ledger, ledger.loading():
            for part in _lacking(ledger):
                ledger.stored.keep(part)
                found.append(Finding(code="part_put_again", subject=part.name, mended=True))
            damaged = _damaged(paths, ledger, tell or (lambda *_: None))
            unheld = list(dict.fromkeys(export.content for export in without_part(ledger)))
            if damaged or unheld:
                rebuilt = Rebuild(reaching(paths, settings.folder), ledger, settings).all(
                    [part for part, _ in damaged], unheld
                )
                files = {part.name: names for part, names in damaged}
                for one in rebuilt:
                    if one.part:
                        found.append(_part_finding(one.part, files[one.part.name], one.aside))
                    found += one.exports
            for name in [*sweep(paths, ledger, GRACE_SECONDS), *_swept(paths)]:
                found.append(Finding(code="leftover", subject=name, mended=True))
            found += _clock(ledger)
        return found + _tightened(paths)


# Database and second copy


def _ledger(paths: DeskPaths) -> list[Finding]:
    if read_pointer(paths):
        with Ledger.open(paths) as ledger:
            wrong = ledger.check()
        return [Finding(code="ledger_damaged", subject=paths.shared.name, detail=why) for why in wrong]
    why = trouble(paths)
    if why:
        return [Finding(code="ledger_damaged", subject=paths.ledger.name, detail=why)]
    if not paths.ledger.is_file() or not paths.journal_copy.is_file():
        return []
    told = compare(paths)
    found = []
    if told.differ:
        why = f"{told.differ} rows are not what the second copy says"
        found.append(Finding(code="ledger_damaged", subject=paths.ledger.name, detail=why, count=told.differ))
    if told.behind:
        found.append(Finding(code="ledger_behind", subject=paths.ledger.name, count=told.behind))
    if told.torn:
        found.append(Finding(code="copy_torn", subject=paths.journal_copy.name, count=told.torn))
    if told.lacks:
        found.append(Finding(code="copy_behind", subject=paths.journal_copy.name, count=told.lacks))
    return found


def _mended_ledger(paths: DeskPaths) -> list[Finding]:
    if read_pointer(paths):
        return _ledger(paths)  # what is wrong with a server's tables its own backups put right
    found = _ledger(paths)
    mended = []
    for finding in found:
        aside = ""
        if finding.code == "ledger_damaged":
            told = mend(paths, finding.detail)
            aside = told.aside if told else ""
        mended.append(_mended(finding, aside))
    if found and not any(finding.code == "ledger_damaged" for finding in found):
        with Ledger.open(paths):
            pass  # takes over what only the copy has
        _rewrite_copy(paths)
    return mended


def _mended(finding: Finding, aside: str) -> Finding:
    return Finding(
        code=finding.code, subject=finding.subject, detail=finding.detail, count=finding.count, mended=True, aside=aside
    )  # fmt: skip


def _rewrite_copy(paths: DeskPaths) -> None:
    with plain_errors(str(paths.ledger)):
        db = connect(paths.ledger, 5.0)
        try:
            db.execute("begin immediate")
            sequences(db)
            SecondCopy(paths).write_all(db)
            db.execute("rollback")
        finally:
            db.close()


# Parts


def _parts(paths: DeskPaths, ledger: Ledger, tell: Tell) -> list[Finding]:
    return [_part_finding(part, files, "") for part, files in _damaged(paths, ledger, tell)]


def _part_finding(part: Part, files: list[str], aside: str) -> Finding:
    return Finding(
        code="part_damaged", subject=part.name, detail=", ".join(files), count=len(part.export_ids),
        mended=bool(aside), aside=aside,
    )  # fmt: skip


def _damaged(paths: DeskPaths, ledger: Ledger, tell: Tell) -> list[tuple[Part, list[str]]]:
    parts = ledger.parts()
    found = []
    for number, part in enumerate(parts, 1):
        files = damaged_files(paths, part)
        if files and _is_damaged(ledger, part):
            found.append((part, files))
        tell(number, len(parts))
    if found:  # a loader at work may have merged it away meanwhile
        visible = {part.name for part in ledger.parts()}
        found = [(part, files) for part, files in found if part.name in visible]
    return found


def _is_damaged(ledger: Ledger, part: Part) -> bool:
    try:
        return not ledger.stored.again(part)
    except OSError as error:
        raise LedgerAway(f"part {part.name}: {error}") from error


def _lacking(ledger: Ledger) -> list[Part]:
    """Parts that are whole here and damaged or gone where all machines find them."""
    try:
        return [part for part in ledger.whole_parts() if ledger.is_shared and ledger.stored.lacks(part)]
    except OSError as error:
        raise LedgerAway(f"where the parts are: {error}") from error


def _unheld(ledger: Ledger) -> list[Finding]:
    return [
        Finding(code="export_without_part", subject=export.name, count=export.orders or export.lines)
        for export in without_part(ledger)
    ]


def _leftovers(paths: DeskPaths, ledger: Ledger) -> list[Finding]:
    known = ledger.known_parts()
    names = [folder.name for folder in _folders(paths.parts) if folder.name not in known]
    names += [folder.name for folder in _folders(paths.staging) if folder.name.startswith(STAGED)]
    names += [file.name for file in kept_files.broken(paths)]
    return [Finding(code="leftover", subject=name) for name in names]


def _clock(ledger: Ledger) -> list[Finding]:
    ledger.changed()
    minutes = ledger.clock_ahead()
    return (
        [Finding(code="clock_ahead" if minutes > 0 else "clock_behind", count=abs(minutes))]
        if minutes
        else []
    )


def _swept(paths: DeskPaths) -> list[str]:
    broken = kept_files.broken(paths)
    for file in broken:
        file.unlink(missing_ok=True)
    return [file.name for file in broken]


def _folders(parent: Path) -> list[Path]:
    try:
        return sorted(entry for entry in parent.iterdir() if entry.is_dir())
    except FileNotFoundError:
        return []


# Rights


def _rights(paths: DeskPaths) -> list[Finding]:
    return [Finding(code="open_to_others", subject=path.name) for path in _too_open(paths)]


def _tightened(paths: DeskPaths) -> list[Finding]:
    rights = Rights.of(paths)
    found = []
    for path in _too_open(paths):
        try:
            path.chmod(rights.folder_mode if path.is_dir() else rights.file_mode)
        except OSError as error:
            raise LedgerError(f"{path}: {error.strerror}") from error
        found.append(Finding(code="open_to_others", subject=path.name, mended=True))
    return found


def _too_open(paths: DeskPaths) -> list[Path]:
    """Files of the ledger and folders of ours that accounts beyond the desk's own may read or write."""
    shared = Rights.of(paths).group is not None
    wrong = 0o007 if shared else 0o077
    ours = [
        paths.parts,
        paths.kept,
        paths.staging,
        paths.outbox,
        paths.damaged,
        paths.journal_copy,
        paths.log,
    ]
    ours += [paths.ledger.with_name(paths.ledger.name + suffix) for suffix in ("", "-wal", "-shm")]
    found = []
    for path in ours:
        try:
            seen = path.stat()
        except OSError:
            continue
        if seen.st_mode & wrong and seen.st_uid == os.geteuid():
            found.append(path)
    return found
