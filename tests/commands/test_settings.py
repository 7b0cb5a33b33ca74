"""What the settings say of commands: checked, the user's own alone, a desk's once the user has agreed to it."""

import hashlib
import json
import os
import time
from pathlib import Path

import pytest

from orderdeck.data.base.commands.agreed import agree
from orderdeck.data.base.commands.records import Act, Event
from orderdeck.data.base.config.settings import Settings, SettingsError, load, offered
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.folder.sources import Sources
from orderdeck.tui.actions.keyboard.keymap import build
from orderdeck.tui.cli.commands import run_command
from tests.docs.pages import PAIRS
from tests.kinds import Run

LABEL = """
[[commands]]
name = "label"
title = {{ en = "Print label", zh = "打印面单" }}
key = "f5"
run = ["/usr/local/bin/label"{word}]

[[hooks]]
on = "arrived"
run = ["notify"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "config" / "orderdeck.toml"


@pytest.fixture
def paths(tmp_path: Path) -> DeskPaths:
    paths = DeskPaths.of(tmp_path / "exports")
    paths.state.mkdir(parents=True)
    return paths


def write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def names(settings: Settings) -> list[str]:
    return [*(one.name for one in settings.commands), *(one.on for one in settings.hooks)]


def test_those_of_a_desk_run_only_as_the_user_has_seen_them(own: Path, paths: DeskPaths) -> None:
    write(own, '[[commands]]\nname = "mine"\ntitle = "Mine"\nrun = ["true"]\n')
    write(paths.settings, "[look]\nmouse = true\n" + LABEL.format(word=""))
    assert names(load(paths, own)) == ["mine"]
    assert load(paths, own).look.mouse, "what runs nothing counts all the same"
    agree(own, paths.settings, offered(paths))
    assert names(load(paths, own)) == ["mine", "label", "arrived"]
    write(paths.settings, LABEL.format(word=""))
    assert names(load(paths, own)) == ["mine", "label", "arrived"], "nothing that runs has changed"
    write(paths.settings, LABEL.format(word=', "--all"'))
    assert names(load(paths, own)) == ["mine"]
    write(paths.settings, LABEL.format(word=""))
    moved = DeskPaths.of(paths.exports, paths.state.with_name("elsewhere"))
    paths.state.rename(moved.state)
    assert names(load(moved, own)) == ["mine"], "agreed to under another name"


def test_the_users_own_go_before_those_of_a_desk(own: Path, paths: DeskPaths) -> None:
    write(own, '[[commands]]\nname = "label"\ntitle = "Mine"\nrun = ["true"]\n')
    write(paths.settings, LABEL.format(word=""))
    agree(own, paths.settings, offered(paths))
    settings = load(paths, own)
    assert [one.titles["en"] for one in settings.commands] == ["Mine"]
    assert names(settings) == ["label", "arrived"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('run = []', "run: a program and its words"),
        ('run = ["bin/label"]', "`bin/label`: the whole path"),
        ('run = "label --fast"', "array"),
        ('run = ["label"]\nact = "done"\nscope = "deck"', "an act needs orders"),
        ('run = ["label"]\nact = "cancel"', "act"),
        ('run = ["label"]\nseconds = 0', "seconds"),
        ('run = ["label"]\nconfrm = true', "did you mean `confirm`"),
        ('run = ["label"]\nname = "Label!"', "a name is of a-z"),
        ('run = ["label"]\ntitle = "\\u202eon"', "a title has"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file(own: Path, paths: DeskPaths, line: str, said: str) -> None:
    lines = dict(one.split(" = ", 1) for one in ['name = "a"', 'title = "A"', *line.split("\n")])
    write(own, "[[commands]]\n" + "\n".join(f"{key} = {value}" for key, value in lines.items()))
    with pytest.raises(SettingsError) as caught:
        load(paths, own)
    assert said in str(caught.value)
    assert str(own) in str(caught.value)


def test_two_of_a_name_are_refused(own: Path, paths: DeskPaths) -> None:
    write(own, LABEL.format(word="") * 2)
    with pytest.raises(SettingsError, match="`label` is named twice"):
        load(paths, own)


@pytest.mark.parametrize("page", PAIRS["commands"], ids=("en", "zh"))
def test_the_example_of_the_page_is_one_that_the_settings_take(
    own: Path, paths: DeskPaths, page: Path
) -> None:
    write(own, page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0])
    settings = load(paths, own)
    assert names(settings) == ["label", "lookup", "late", "shift_end"]
    keymap, errors = build(settings.keys, settings.commands)
    assert errors == []
    assert keymap.keys["own.label"] == ("f5",)
    told = page.read_text(encoding="utf-8")
    events: tuple[str, ...] = Event.__args__  # type: ignore[attr-defined]  # a Literal has them
    acts: tuple[str, ...] = Act.__args__  # type: ignore[attr-defined]  # the same
    assert all(f"`{name}`" in told for name in (*events, *acts))


def test_the_command_line_shows_what_runs_and_agrees_to_it(
    paths: DeskPaths, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "en")
    write(paths.settings, LABEL.format(word=', "a\\u001b[31m b"'))

    def said(*more: str) -> str:
        assert run_command(["commands", str(paths.exports), *more]) == 0
        return capfd.readouterr().out

    first = said()
    assert "label    f5  /usr/local/bin/label 'a\\x1b[31m b'" in first
    assert "You have not agreed" in first
    assert names(load(paths)) == []
    assert "Agreed to" in said("--trust")
    assert names(load(paths)) == ["label", "arrived"]
    assert "agree" not in said()
    kept = tmp_path / "home" / "orderdeck" / "trusted.json"
    assert kept.stat().st_mode & 0o77 == 0, "nobody else may agree"


FETCH = '[[sources]]\nname = "shop"\nrun = ["rclone", "copy", "shop:", "."]\nevery = 10\n'


def sources_of(settings: Settings) -> list[str]:
    return [one.name for one in settings.sources]


def test_a_source_of_ones_own_is_run_for_the_desk_that_reads_its_folder(own: Path, paths: DeskPaths) -> None:
    write(own, f"{FETCH}into = '{paths.exports}'\n")
    assert sources_of(load(paths, own)) == ["shop"]
    other = DeskPaths.of(paths.exports.with_name("other"))
    other.state.mkdir(parents=True)
    assert sources_of(load(other, own)) == []
    write(other.settings, "[folder]\nalso = ['../exports']\n")
    assert sources_of(load(other, own)) == ["shop"]


@pytest.mark.parametrize("into", ["", "into = 'exports'\n", "into = '../exports'\n"])
def test_one_of_ones_own_names_its_folder_by_the_whole_path(own: Path, paths: DeskPaths, into: str) -> None:
    write(own, FETCH + into)
    with pytest.raises(SettingsError, match="by its whole path"):
        load(paths, own)


def test_one_of_a_desk_fills_a_folder_that_it_reads(own: Path, paths: DeskPaths) -> None:
    write(paths.settings, FETCH)
    assert sources_of(load(paths, own)) == []
    agree(own, paths.settings, offered(paths))
    assert sources_of(load(paths, own)) == ["shop"]
    write(paths.settings, FETCH.replace("10", "5"))
    assert sources_of(load(paths, own)) == [], "another interval is another source"
    write(paths.settings, f"{FETCH}into = '/etc'\n")
    agree(own, paths.settings, offered(paths))
    with pytest.raises(SettingsError, match="`/etc` is neither the folder of exports nor"):
        load(paths, own)
    write(paths.settings, f"[folder]\nalso = ['../oslo']\n{FETCH}into = '../oslo'\n")
    agree(own, paths.settings, offered(paths))
    assert sources_of(load(paths, own)) == ["shop"]


@pytest.mark.parametrize("into", ["/etc", "../elsewhere", "sub"])
def test_a_folder_that_a_desk_does_not_read_is_told_before_one_agrees(
    run: Run, paths: DeskPaths, into: str
) -> None:
    write(paths.settings, f"{FETCH}into = '{into}'\n")
    told = f"sources, shop: into: `{into}` is neither the folder of exports nor one of folder.also"
    for more in ((), ("--trust",)):
        code, said, errors = run("commands", paths.exports, *more)
        assert (code, "rclone" in said) == (2, True)
        assert told in errors, more
    assert offered(paths)
    assert sources_of(load(paths)) == [], "nobody has agreed, and all else goes on"
    code, _said, errors = run("config", paths.exports)
    assert code == 2
    assert f"{paths.settings}:1: shop: into: `{into}`" in errors
    write(paths.settings, f"[folder]\nalso = ['{into}']\n{FETCH}into = '{into}'\n")
    assert run("commands", paths.exports, "--trust")[0] == 0
    assert run("config", paths.exports)[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("every = 10", "every = 0.5", "every"),
        ("every = 10", "evry = 10", "did you mean `every`"),
        ("every = 10", "every = 10\ntimeout = 7200", "timeout"),
        ('["rclone", ', '["./rclone", ', "the whole path"),
        ('"shop"', '"My shop"', "a name is of a-z"),
    ],
)
def test_a_mistake_in_a_source_is_named(own: Path, paths: DeskPaths, old: str, new: str, said: str) -> None:
    write(own, f"{FETCH}into = '{paths.exports}'\n".replace(old, new))
    with pytest.raises(SettingsError) as caught:
        load(paths, own)
    assert said in str(caught.value)
    assert str(own) in str(caught.value)


def test_what_was_agreed_to_before_there_were_sources_still_is(own: Path, paths: DeskPaths) -> None:
    write(paths.settings, LABEL.format(word=""))
    parts = offered(paths)
    told = json.dumps({"commands": parts["commands"], "hooks": parts["hooks"]}, sort_keys=True, default=str)
    digest = hashlib.sha256(told.encode()).hexdigest()
    write(own.with_name("trusted.json"), json.dumps({str(paths.settings.resolve()): digest}))
    assert names(load(paths, own)) == ["label", "arrived"]
    write(paths.settings, LABEL.format(word="") + FETCH)
    assert names(load(paths, own)) == []


@pytest.mark.parametrize("page", PAIRS["commands"], ids=("en", "zh"))
def test_the_sources_of_the_page_bring_their_files(
    own: Path, paths: DeskPaths, tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    oslo, programs = tmp_path / "oslo", tmp_path / "programs"
    for folder in (oslo, programs):
        folder.mkdir()
    monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
    for name, last in (("rclone", '[ "$1 $4 $5" = "copy shop:exports ." ]'), ("sftp", '[ "$1" = -b ]')):
        (programs / name).write_text(f"#!/bin/sh\n{last} && : > {name}.csv\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    example = page.read_text(encoding="utf-8").split("```toml\n")[2].split("```")[0]
    write(own, example.replace("/srv/orders", str(paths.exports)).replace("/srv/oslo", str(oslo)))
    write(paths.settings, "[folder]\nalso = ['../oslo']\n")
    running = Sources(paths)
    running.take(load(paths, own).sources)
    try:
        until = time.monotonic() + 20
        while not all(one.at for one in running.told()):
            assert time.monotonic() < until
            time.sleep(0.02)
        assert [one.failing_since for one in running.told()] == [0, 0]
    finally:
        running.close()
    assert (paths.exports / "rclone.csv").exists()
    assert (oslo / "sftp.csv").exists()
