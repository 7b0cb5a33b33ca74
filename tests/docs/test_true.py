"""What documents name is there: commands and their options, acts, settings, keys, and what they link to."""

import importlib
import re
from pathlib import Path

import click
import msgspec
import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.tui.actions import ACTIONS, BY_ID
from orderdeck.tui.actions.keyboard.names import UNUSABLE, canonical
from orderdeck.tui.cli.command_names import COMMANDS
from tests.docs.pages import ALL, DOCS, PAIRS, ROOT, anchors, parts

each_page = pytest.mark.parametrize("file", ALL, ids=lambda file: file.relative_to(ROOT).as_posix())
OF_PAIRS = sorted(file for pair in PAIRS.values() for file in pair)
each_translated = pytest.mark.parametrize(
    "file", OF_PAIRS, ids=lambda file: file.relative_to(ROOT).as_posix()
)


def _options(name: str) -> set[str]:
    command = importlib.import_module(f"orderdeck.tui.cli.commands.{COMMANDS[name]}").command
    commands = [command, *command.commands.values()] if isinstance(command, click.Group) else [command]
    return {
        option for one in commands for param in one.params for option in (*param.opts, *param.secondary_opts)
    } | {"--help"}


@each_page
def test_commands_and_their_options_are_there(file: Path) -> None:
    page = parts(file)
    for code in (*page.code, *page.spans):
        words = re.sub(r"[\[\]|]", " ", code).split()
        if words[:1] != ["orderdeck"] or len(words) == 1 or not re.fullmatch(r"[a-z][a-z-]*", words[1]):
            continue
        assert words[1] in COMMANDS, code
        options = {word.partition("=")[0] for word in words[2:] if word.startswith("--")}
        assert options <= _options(words[1]), code


@each_page
def test_links_lead_somewhere(file: Path) -> None:
    for link in parts(file).links:
        name, _, anchor = link.partition("#")
        target = file.parent / name if name else file
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@each_translated
def test_settings_and_actions_are_there(file: Path) -> None:
    sections = msgspec.to_builtins(Settings())
    known = {f"{section}.{key}" for section, values in sections.items() for key in values} | set(BY_ID)
    heads = {name.partition(".")[0] for name in known}
    named = {span for span in parts(file).spans if re.fullmatch(r"[a-z]+\.[a-z_\d]+", span)}
    assert {name for name in named if name.partition(".")[0] in heads} <= known


@each_translated
def test_keys_are_bound(file: Path) -> None:
    free = {
        *UNUSABLE,  # named because nobody can have them
        *("y", "n", "a", "v", "k"),  # answers to a question, a number in a formula
    }
    bound = {key for action in ACTIONS for key in action.keys} | free
    named = {span for span in parts(file).spans if re.fullmatch(r"[a-zA-Z0-9]|ctrl\+\w", span)}
    assert {key for key in named if key not in free and canonical(key) not in bound} == set()


def test_every_chinese_page_has_an_english_one() -> None:
    assert {file.name for file in (DOCS / "zh").glob("*.md")} <= {file.name for file in DOCS.glob("*.md")}
    for name in ("keys", "stockouts", "operators", "settings", "own-files", "newer", "owed", "profiles"):
        assert name in PAIRS


def test_each_readme_names_the_other_at_once() -> None:
    for file, other in (PAIRS["README"], PAIRS["README"][::-1]):
        assert f"({other.name})" in "".join(file.read_text(encoding="utf-8").splitlines()[:4])
