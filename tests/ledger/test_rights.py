"""Who may read a desk's files, under any umask; and which file systems can hold one."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger, LedgerUnsafe
from orderdeck.data.ledger.access.filesystem import file_system_of, is_network, refuse_network


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o177])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_a_desk_stays_with_its_owner(paths: DeskPaths) -> None:
    with Ledger.open(paths) as ledger:
        ledger.append([Act(id="1", kind="note", operator="li", at=1)])
        for folder in (paths.state, paths.parts, paths.staging, paths.outbox):
            assert _mode(folder) == 0o700
        files = list(paths.state.glob("ledger.sqlite*"))
        assert len(files) == 3
        assert {_mode(file) for file in files} == {0o600}


@pytest.mark.usefixtures("umask")
def test_a_setgid_folder_shares_its_desk_with_its_group(paths: DeskPaths) -> None:
    paths.exports.chmod(0o2770)
    group = paths.exports.stat().st_gid
    with Ledger.open(paths) as ledger:
        ledger.append([Act(id="1", kind="note", operator="li", at=1)])
        assert _mode(paths.state) == _mode(paths.parts) == 0o2770
        files = list(paths.state.glob("ledger.sqlite*"))
        assert {_mode(file) for file in files} == {0o660}
        assert {file.stat().st_gid for file in files} == {group}


def test_a_group_that_may_only_read_the_exports_gets_nothing(paths: DeskPaths) -> None:
    paths.exports.chmod(0o2750)
    assert Rights.of(paths) == Rights(None)


def test_our_own_folder_is_closed_where_it_was_open(paths: DeskPaths, tmp_path: Path) -> None:
    paths.state.mkdir()
    paths.state.chmod(0o755)
    Ledger.open(paths).close()
    assert _mode(paths.state) == 0o700
    elsewhere = tmp_path / "home"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    Ledger.open(DeskPaths.of(paths.exports, elsewhere)).close()
    assert _mode(elsewhere) == 0o755
    assert _mode(elsewhere / "ledger.sqlite") == 0o600
    assert _mode(elsewhere / "parts") == 0o700


MOUNTS = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /srv/shop rw - nfs4 server:/shop rw,vers=4.2
31 22 0:41 / /home/li/far\040away rw - fuse.sshfs li@far: rw
32 22 0:42 / /srv/shop/local rw - ext4 /dev/vdb rw
33 22 0:43 / /mnt rw - ext4 /dev/vdc rw
34 22 0:44 / /mnt rw - cifs //server/share rw
"""


@pytest.mark.parametrize(
    ("place", "kind", "network"),
    [
        ("/home/li", "ext4", False),
        ("/srv/shop/exports/.orderdeck", "nfs4", True),
        ("/srv/shopping", "ext4", False),
        ("/home/li/far away/desk", "fuse.sshfs", True),
        ("/srv/shop/local/desk", "ext4", False),
        ("/mnt/desk", "cifs", True),
    ],
)
def test_the_file_system_of_a_folder(tmp_path: Path, place: str, kind: str, network: bool) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert file_system_of(Path(place), mounts) == kind
    assert is_network(Path(place), mounts) is network


def test_a_refusal_says_what_to_do(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    with pytest.raises(LedgerUnsafe, match=r"nfs4.*--desk DIR"):
        refuse_network(Path("/srv/shop/.orderdeck"), mounts)
    refuse_network(tmp_path, tmp_path / "no such table")
