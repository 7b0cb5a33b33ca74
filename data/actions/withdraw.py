"""Withdrawing an export: an act after which the desk stands as if that file had never arrived, until it is undone.

Its copies go along: the same bytes with nothing in between say the same, and would bring back what was withdrawn.
"""

import msgspec

from orderdeck.data.actions.perform import new_id
from orderdeck.data.actions.records import Outcome, Refusal, joined
from orderdeck.data.base.folder.found import path_of
from orderdeck.data.base.folder.reach import is_packed
from orderdeck.data.base.records import Act, Export
from orderdeck.data.desk import Desk
from orderdeck.data.exports.dating.newer import copies_of, own, pictures, place_of
from orderdeck.data.ledger import Ledger

KIND = "withdraw"
ID_PART = 6
"""Characters that are enough of an export's id."""


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What withdrawing an export does."""

    exports: tuple[Export, ...]
    """What is withdrawn: the export, then its copies."""
    back: int = 0
    """Orders that fall back to what an older export says of them."""
    away: int = 0
    """Orders that no other export knows: they leave the desk, not the disk."""
    reopened: int = 0
    """Orders among `back` that were finished with by its word and are open again."""
    instead: Export | None = None
    """Of a stock list: the picture that counts then, None where there is no other."""


def named(desk: Desk, word: str) -> Export | None:
    """The export that `word` names: a number of the list of files, an export id, or a file's name, of which the newest
    picture that is not withdrawn counts; None where there is none. Refused files are found too."""
    lines = desk.exports
    if word.isdecimal():
        found = next((line for line in lines if line.seq == int(word)), None)
        if found:
            return found
    by_id = [line for line in lines if line.export_id == word]
    if by_id:
        return by_id[0]
    begun = {
        line.export_id: line for line in lines if len(word) >= ID_PART and line.export_id.startswith(word)
    }
    if len(begun) == 1:
        return next(iter(begun.values()))
    by_name = [line for line in lines if line.name == word]
    by_name = by_name or [line for line in lines if line.name.rpartition("/")[2] == word]
    loaded = [line for line in by_name if line.state != "refused"]
    standing = [line for line in loaded if line.export_id not in desk.withdrawn]
    newest = sorted(standing or loaded, key=lambda line: place_of(own(line)))
    return newest[-1] if newest else by_name[-1] if by_name else None


def meant(desk: Desk, word: str) -> list[Export]:
    """The exports that `word` names: one (`named`), or those that came in the archive or mail of that name, of each the
    picture that `named` has; without those that are withdrawn already or were refused, where others are left."""
    found = named(desk, word)
    if found is not None and found.state != "refused":
        return [found]
    archive = _archive(desk, word)
    names = sorted({line.name for line in desk.exports if archive and line.name.startswith(f"{archive}/")})
    members = [line for name in names if (line := named(desk, name))] or ([found] if found else [])
    loaded = [line for line in members if line.state != "refused"]
    standing = [line for line in loaded if line.export_id not in desk.withdrawn]
    return standing or loaded or members


def _archive(desk: Desk, word: str) -> str:
    """The name below which what came in the file `word` is called; of several in different folders that whose content
    arrived last. "" where nothing came in such a file: what lies in a folder stays, though it is named alike."""
    outer = [
        line.name[:at]
        for line in desk.exports
        for at, letter in enumerate(line.name)
        if letter == "/" and word in (line.name[:at], line.name[:at].rpartition("/")[2])
    ]
    found = [name for name in dict.fromkeys(outer) if _holds_files(desk, name)]
    return word if word in found else found[-1] if found else ""


def _holds_files(desk: Desk, name: str) -> bool:
    place = path_of(desk.paths, name)
    return not place.is_dir() and (is_packed(name) or place.is_file())


def effect(desk: Desk, export: Export) -> Effect:
    """What withdrawing `export` would do, found out by doing it and taking it back."""
    gone = (export, *copies_of(export, desk.exports, desk.withdrawn))
    ids = {one.export_id for one in gone}
    if export.kind == "orders":
        told = desk.foresee(ids)
        return Effect(exports=gone, back=told.back, away=told.away, reopened=told.reopened)
    left = pictures((one for one in desk.exports if one.kind == export.kind), desk.withdrawn | ids)
    same = [one for one in left if one.profile == export.profile]
    return Effect(exports=gone, instead=same[-1] if same and export.kind == "stock" else None)


def withdraw(desk: Desk, ledger: Ledger, word: str, operator: str, *, act_id: str = "") -> Outcome:
    """Withdraws what `word` names (`meant`) and the copies of it, as one group of acts.

    `act_id` makes the request count once. Refusals: unknown_file, never_loaded, withdrawn_already. Raises
    LedgerError, with nothing done.
    """
    outcome = Outcome(changes=desk.catch_up())
    group = act_id or new_id()
    while (done := _withdrawn(desk, ledger, word, operator, act_id, group, outcome)) is None:
        outcome.changes = joined(
            outcome.changes, desk.catch_up()
        )  # somebody was quicker: of two at once one does it
    outcome.done = done
    outcome.changes = joined(outcome.changes, desk.catch_up())
    return outcome


def _withdrawn(
    desk: Desk, ledger: Ledger, word: str, operator: str, act_id: str, group: str, outcome: Outcome
) -> list[Act] | None:
    """What is done, nothing where it is refused; None where the desk has to look again."""
    sent = [act for acts in desk.acts.groups(operator) for act in acts if act_id and act.group == act_id]
    if sent:
        return sent
    exports = meant(desk, word)
    refusal = (
        "unknown_file"
        if not exports
        else "never_loaded"
        if exports[0].state == "refused"
        else "withdrawn_already"
        if exports[0].export_id in desk.withdrawn
        else ""
    )
    if refusal:
        outcome.refused.append(Refusal(word, refusal))
        return []
    gone = {
        one.export_id: one
        for export in exports
        for one in (export, *copies_of(export, desk.exports, desk.withdrawn))
    }.values()
    acts = [
        Act(
            id=f"{group}.{place}",
            kind=KIND,
            operator=operator,
            at=desk.now(),
            group=group,
            data={"export": one.export_id, "file": one.name},
        )
        for place, one in enumerate(gone)
    ]
    return ledger.append_unless(acts, desk.acts.seq, {KIND, "undo", "redo"})
