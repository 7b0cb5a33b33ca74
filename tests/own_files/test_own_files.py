"""The map of all files that users may write: each is named, and what keeps a desk keeps them."""

from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.profile.files import load_profiles
from tests.kinds import Run
from tests.own_files.documents import blocks, orders_csv, put, table


@pytest.mark.parametrize(
    ("page", "heading"),
    [("own-files.md", "# Files of your own"), ("zh/own-files.md", "# 自己能写的文件")],
    ids=("en", "zh"),
)
def test_every_file_of_the_users_is_named(page: str, heading: str) -> None:
    paths = DeskPaths.of(Path("/x"))
    named = " ".join(table(page, heading))
    for place in (paths.settings, paths.queues, paths.rules, paths.templates, paths.profiles, paths.maps):
        assert place.name in named


def test_a_backup_takes_the_files_along(run: Run, paths: DeskPaths, tmp_path: Path) -> None:
    orders_csv(paths, {"order_id": "1"})
    assert run("load", paths.exports)[0] == 0
    own = [
        put(paths.queues / "brazil.sql", blocks("queue-files.md", "sql")[0]),
        put(paths.rules / "remarks.toml", blocks("rules.md", "toml")[0]),
        put(paths.rules / "services.toml", blocks("rules.md", "toml")[1]),
        put(paths.settings, blocks("rules.md", "toml")[2]),
        put(paths.templates / "gift_question" / "en.j2", blocks("templates.md", "jinja")[0]),
        put(paths.maps / "eu.toml", blocks("export.md", "toml")[0]),
        put(paths.profiles / "mine.toml", 'name = "mine"\nextends = "orderdeck"\n'),
    ]
    assert "mine" in {profile.name for profile in load_profiles(paths)}
    assert run("backup", paths.exports, tmp_path / "desk.backup")[0] == 0
    again = DeskPaths.of(tmp_path / "again")
    again.exports.mkdir()
    assert run("restore", tmp_path / "desk.backup", again.exports)[0] == 0
    for file in own:
        assert (again.state / file.relative_to(paths.state)).read_bytes() == file.read_bytes()
