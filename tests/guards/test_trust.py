"""Whose state folder is believed: the operator's own, root's, that of the group which shares the desk, and no other."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import SettingsError
from orderdeck.data.base.config.settings import load as load_settings
from orderdeck.data.base.guards import trust
from orderdeck.data.base.guards.trust import UntrustedError, refuse_untrusted
from orderdeck.data.base.paths import DeskPaths, user_settings
from orderdeck.data.intake.lock import LoaderBusy, hold
from orderdeck.data.ledger import Ledger, LedgerUntrusted

ROOT, ME, MATE, STRANGER = 0, 5001, 5002, 5003
SELLERS, OTHERS = 6001, 6002


class Folder(NamedTuple):
    """What a folder looks like, and which groups each account is in."""

    owner: int
    group: int
    mode: int

    @property
    def stat(self) -> os.stat_result:
        return os.stat_result((stat.S_IFDIR | self.mode, 2, 3, 1, self.owner, self.group, 0, 0, 0, 0))


folders = st.builds(
    Folder,
    st.sampled_from([ROOT, ME, MATE, STRANGER]),
    st.sampled_from([SELLERS, OTHERS]),
    st.sampled_from([0o700, 0o755, 0o750, 0o770, 0o775, 0o777, 0o2770, 0o2775, 0o2777]),
)


def may_write(account: int, groups: dict[int, set[int]], folder: Folder) -> bool:
    """The plain model: whether `account` may make things in `folder`."""
    if account in (ROOT, folder.owner):
        return True
    if folder.group in groups[account]:
        return bool(folder.mode & 0o020)
    return bool(folder.mode & 0o002)


@given(
    state=folders, exports=folders, me=st.sampled_from([ROOT, ME]), mates=st.sets(st.sampled_from([ME, MATE]))
)
def test_nobody_but_the_operator_root_and_the_group_has_a_say(
    state: Folder, exports: Folder, me: int, mates: set[int]
) -> None:
    groups = {ROOT: set[int](), ME: {OTHERS}, MATE: set[int](), STRANGER: set[int]()}
    for mate in mates:
        groups[mate] = groups[mate] | {SELLERS}

    told = {"/srv/orders/.orderdeck": state, "/srv/orders": exports}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: me)
        patch.setattr(Path, "lstat", lambda self: told[str(self)].stat)
        patch.setattr(Path, "stat", lambda self, **_: told[str(self)].stat)
        patch.setattr(os, "listxattr", lambda *_: [])
        patch.setattr(trust, "_is_member", lambda uid, gid: gid in groups[uid])
        patch.setattr(trust, "_odd", lambda *_, **__: [])
        paths = DeskPaths.of(Path("/srv/orders"))
        try:
            refuse_untrusted(paths)
            refused = False
        except UntrustedError:
            refused = True
    accounts = {ROOT, ME, MATE, STRANGER}
    shared = state.mode & 0o2020 == 0o2020
    members = {one for one in accounts if state.group in groups[one]} if shared else set[int]()
    trusted = {ROOT, me} | members
    # Who may put there what they like; in a folder where the group alone may write, one of it has made the desk.
    has_a_say = {one for one in accounts if may_write(one, groups, state)}
    makers = {one for one in accounts if may_write(one, groups, exports)}
    if not refused:
        assert has_a_say <= trusted or (has_a_say - trusted == {state.owner} and makers <= trusted and shared)
        assert me != ROOT or state.owner == ROOT
    elif has_a_say <= trusted:
        open_to_a_group = state.mode & 0o2020 == 0o0020
        assert open_to_a_group or (me == ROOT and state.owner != ROOT)


def refusal(task: Callable[[], object]) -> str:
    with pytest.raises(LedgerUntrusted) as caught:
        task()
    return str(caught.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give a folder to another account")
def test_a_foreign_desk_is_refused_and_can_be_named_as_trusted(paths: DeskPaths) -> None:
    Ledger.open(paths).close()
    os.chown(paths.state, 64_103, 64_103)
    said = refusal(lambda: Ledger.open(paths).close())
    assert "account 64103" in said
    assert "not as root" in said
    assert f'desks = ["{paths.state}"]' in said
    assert str(user_settings()) in said
    with pytest.raises(SettingsError, match="64103"):
        load_settings(paths)
    paths.settings.write_text(f'[trust]\ndesks = ["{paths.state}"]\n')  # its own word counts for nothing
    refusal(lambda: Ledger.open(paths).close())
    paths.settings.unlink()
    user_settings().parent.mkdir(parents=True, exist_ok=True)
    user_settings().write_text(f'[trust]\ndesks = ["{paths.state}"]\n')
    load_settings(paths)
    with Ledger.open(paths):
        # Root leaves nothing behind that the desk's owner can't open.
        made = [file for file in paths.state.glob("ledger.sqlite*") if "lock" not in file.name]
        assert {file.stat().st_uid for file in made[1:]} <= {64_103, 0}
    paths.remarks.unlink(missing_ok=True)
    with hold(paths, "root"):
        assert paths.lock.stat().st_uid in (64_103, 0)


def test_the_desks_own_settings_may_not_trust_anything(paths: DeskPaths) -> None:
    paths.state.mkdir()
    paths.settings.write_text('[trust]\ndesks = ["/"]\n')
    with pytest.raises(SettingsError, match="your own settings alone"):
        load_settings(paths)


@pytest.mark.parametrize(
    ("mode", "said"), [(0o777, "everybody"), (0o1777, "everybody"), (0o2777, "everybody")]
)
def test_a_folder_that_everybody_may_write_to_is_refused(paths: DeskPaths, mode: int, said: str) -> None:
    paths.state.mkdir()
    paths.state.chmod(mode)
    assert said in refusal(lambda: Ledger.open(paths).close())
    assert "chmod -R o-w" in refusal(lambda: Ledger.open(paths).close())
    paths.state.chmod(0o700)
    Ledger.open(paths).close()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give a folder to another group")
def test_a_group_that_does_not_share_the_desk_is_refused(paths: DeskPaths) -> None:
    paths.state.mkdir()
    os.chown(paths.state, -1, 64_100)
    paths.state.chmod(0o770)
    assert "chmod -R go-w" in refusal(lambda: Ledger.open(paths).close())
    paths.state.chmod(0o2770)
    Ledger.open(paths).close()


def test_the_group_of_its_owner_alone_is_nobody_else(paths: DeskPaths) -> None:
    """As `mkdir` makes it under umask 002 where each account has a group of its name."""
    paths.state.mkdir()
    paths.state.chmod(0o775)  # root:root here
    if os.geteuid() == os.getegid() == 0:
        Ledger.open(paths).close()
        assert stat.S_IMODE(paths.state.stat().st_mode) == 0o700


LINKED = ("ledger.sqlite", "ledger.sqlite-wal", "ledger.lock", "journal.jsonl", "loader.lock", "loader.json",
          "backup.json", "remarks.sqlite", "orderdeck.log", "orderdeck.toml", "parts", "staging", "outbox", "here",
          "damaged", "shapes", "profiles", "queues", "templates", "rules")  # fmt: skip


@pytest.mark.parametrize("name", LINKED)
@pytest.mark.parametrize("what", ["link", "pipe"])
def test_nothing_in_the_state_folder_leads_elsewhere(
    paths: DeskPaths, tmp_path: Path, name: str, what: str
) -> None:
    Ledger.open(paths).close()
    place = paths.state / name
    precious = tmp_path / "precious"
    if place.is_dir():
        place.rmdir()
    place.unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(place)
    elif "." in name:
        precious.write_text("of the operator's")
        place.symlink_to(precious)
    else:
        precious.mkdir()
        (precious / "letter.txt").write_text("of the operator's")
        place.symlink_to(precious)
    assert name in refusal(lambda: Ledger.open(paths).close())
    assert name in refusal(lambda: hold(paths, "li").__enter__())
    with pytest.raises(SettingsError, match=name):
        load_settings(paths)
    if what == "link":
        kept = precious if precious.is_file() else precious / "letter.txt"
        assert kept.read_text() == "of the operator's"


def test_a_state_folder_that_is_a_link_has_to_be_named(paths: DeskPaths, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(0o700)
    paths.state.symlink_to(elsewhere)
    assert f"--desk {elsewhere}" in refusal(lambda: Ledger.open(paths).close())
    assert not list(elsewhere.iterdir())
    Ledger.open(DeskPaths.of(paths.exports, elsewhere)).close()


def test_the_lock_alone_follows_no_link(
    paths: DeskPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the link came after the folder was looked at."""
    monkeypatch.setattr("orderdeck.data.ledger.database.connection.refuse_untrusted", lambda _: None)
    Ledger.open(paths).close()
    precious = tmp_path / "precious"
    for place in (paths.lock, paths.in_use, paths.journal_copy):
        precious.write_text("of the operator's")
        place.unlink(missing_ok=True)
        place.symlink_to(precious)
        with pytest.raises((LedgerUntrusted, LoaderBusy)), hold(paths, "li"), Ledger.open(paths):
            pass
        assert precious.read_text() == "of the operator's"
        place.unlink()
