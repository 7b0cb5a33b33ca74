"""Real accounts work on one desk: the folder's group takes part in everything, nobody else reads a byte. Needs root."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.sample import generate

pytestmark = [
    pytest.mark.one_machine,
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become other accounts"),
]

GROUP, OWNER, COLLEAGUE, STRANGER = 64_200, 64_201, 64_202, 64_203
HELPER = Path(__file__).with_name("account.py")


class Account:
    """Another account at the command line."""

    def __init__(self, user: int, group: int, umask: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HELPER), str(user), str(group), str(umask)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], "XDG_CONFIG_HOME": "/nonexistent", "ORDERDECK_LANGUAGE": "en"},
        )

    def __call__(self, *words: object) -> tuple[int, str, str]:
        """Exit code, output and errors of a command."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([str(word) for word in words]) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        return told["code"], told["out"], told["err"]

    def reads(self, files: list[Path]) -> set[str]:
        """Which of these files it can open."""
        return set(json.loads(self("readable", *files)[1]))

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Thirty orders in a folder of the group, on a way that is open to everybody."""
    # Not tmp_path: pytest keeps its parents to the account that runs it.
    base = Path(tempfile.mkdtemp(prefix="orderdeck-people-"))
    base.chmod(0o755)
    exports = base / "exports"
    exports.mkdir()
    now = datetime.now(UTC) - timedelta(seconds=5)
    generate(exports, orders=30, files=1, seed=4, container="csv", now=now, open_share=0.9)
    for path in (exports, *exports.iterdir()):
        os.chown(path, OWNER, GROUP)
        path.chmod(0o640)
    exports.chmod(0o2770)
    yield exports
    shutil.rmtree(base)


@pytest.fixture
def become() -> Iterator[Callable[..., Account]]:
    made: list[Account] = []

    def begin(user: int, group: int, umask: int) -> Account:
        made.append(Account(user, group, umask))
        return made[-1]

    yield begin
    for account in made:
        account.close()


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_group_works_together_and_a_third_account_reads_nothing(
    folder: Path, become: Callable[..., Account], umask: int
) -> None:
    owner, colleague = become(OWNER, GROUP, umask), become(COLLEAGUE, GROUP, umask)
    stranger = become(STRANGER, STRANGER, umask)
    code, _out, err = owner("load", folder)
    assert code == 0, err
    for account, name in ((colleague, "colleague"), (owner, "owner")):
        code, _out, err = account("act", folder, "take-next", "standard", "--as", name)
        assert code == 0, err
    (folder / "late.csv").write_bytes(next(folder.glob("*.csv")).read_bytes() + b"\n")
    os.chown(folder / "late.csv", OWNER, GROUP)
    assert colleague("load", folder)[0] == 0
    assert {"colleague", "owner"} <= set(colleague("journal", folder)[1].split())
    sheet = Path(colleague("write", folder)[1])

    files = list(DeskPaths.of(folder).state.rglob("*"))
    assert sheet in files
    assert {"ledger.sqlite", sheet.name} <= {file.name for file in files}
    assert any(file.suffix == ".parquet" for file in files)
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) & 0o007 == 0, file
        assert file.stat().st_gid == GROUP, file
    assert owner.reads(files) == colleague.reads(files) == {str(file) for file in files}

    folder.chmod(0o2775)  # so that it isn't the way in that keeps the stranger out
    assert stranger.reads(files) == set()
    for words in (("journal", folder), ("queues", folder), ("act", folder, "take-next", "standard")):
        code, out, err = stranger(*words)
        assert (code, out) == (3, ""), (words, out, err)
        assert "Traceback" not in err
