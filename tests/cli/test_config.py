"""`orderdeck config`: what holds, from which file and line, and all that is wrong with the files."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.config.origins import key_lines, origins
from orderdeck.data.base.config.settings import Settings, load
from orderdeck.data.base.paths import DeskPaths
from orderdeck.tui.cli.commands import run_command
from orderdeck.tui.terminal import exit_codes as exits
from tests.kinds import Run

SAID = st.fixed_dictionaries(
    {},
    optional={
        "stock": st.fixed_dictionaries(
            {},
            optional={
                "allot": st.sampled_from(["priority", "least_loss"]),
                "lead_time_days": st.integers(1, 30),
                "late_cost": st.integers(0, 9),
            },
        ),
        "wholesale": st.fixed_dictionaries(
            {},
            optional={"amounts": st.dictionaries(st.sampled_from(["USD", "EUR", "CHF"]), st.integers(1, 99))},
        ),
        "folder": st.fixed_dictionaries(
            {},
            optional={
                "also": st.lists(st.sampled_from(["~/a", "../b#c", 'x"y']), max_size=3),
                "shops": st.dictionaries(
                    st.sampled_from(["a/*", "b.csv", "x y"]), st.text("ab#[]=\n", max_size=4)
                ),
            },
        ),
        "keys": st.dictionaries(st.sampled_from(["order.done", "order.note"]), st.sampled_from(["x", "f5"])),
    },
)
"""Sound settings, some of them of each kind there is."""


def leaf(told: Any, key: str, names: tuple[str, ...] = ()) -> Any:
    """The value at the dotted `key`, whose names may have dots in them."""
    if not key:
        return told
    for name in told if isinstance(told, dict) else ():
        if key == name or key.startswith(f"{name}."):
            return leaf(told[name], key[len(name) + 1 :])
    raise KeyError(key)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DeskPaths:
    """A folder of exports with a desk, and a user who has settings in a folder of theirs."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config" / "orderdeck").mkdir(parents=True)
    paths = DeskPaths.of(tmp_path / "exports")
    paths.state.mkdir(parents=True)
    return paths


@given(own=SAID, desks=SAID)
def test_it_says_what_a_deck_goes_by_and_who_said_it(
    tmp_path_factory: pytest.TempPathFactory, own: dict[str, Any], desks: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("desk")
    paths, mine = DeskPaths.of(folder), folder / "own.toml"
    paths.state.mkdir()
    mine.write_text(tomlkit.dumps(own), encoding="utf-8")
    paths.settings.write_text(tomlkit.dumps(desks), encoding="utf-8")
    told = origins(paths, mine)
    assert told.wrong == []
    goes_by = msgspec.to_builtins(load(paths, mine))
    assert told.settings == load(paths, mine)
    by_default = msgspec.to_builtins(Settings())
    for one in told.held:
        assert leaf(goes_by, one.key) == one.value, one.key
        said = {"desk": desks, "user": own, "default": by_default}[one.origin]
        leaf(said, one.key)  # it does say it
        for above in {"desk": [], "user": [desks], "default": [desks, own]}[one.origin]:
            with pytest.raises(KeyError):
                leaf(above, one.key)
        if one.file:
            last = one.key.rpartition(".")[2]
            line = one.file.read_text(encoding="utf-8").split("\n")[(one.line or 0) - 1]
            assert last in line or line.startswith("["), one.key


def test_lines_are_those_of_the_keys() -> None:
    text = """# a [comment]
[stock]
allot = "least_loss"   # why

[folder]
also = [
  "a",
]
zones.aliexpress = "UTC"
shops = { "a/*" = "A", b = '''
[no.header]
''' }
[wholesale.amounts]
USD = 3
[[commands]]
name = "label"
"""
    found = {".".join(path): line for path, line in key_lines(text).items()}
    assert found["stock.allot"] == 3
    assert found["folder.also"] == 6
    assert found["folder.zones.aliexpress"] == 9
    assert found["folder.shops.b"] == 10
    assert (found["wholesale.amounts"], found["wholesale.amounts.USD"]) == (13, 14)


def test_everything_that_is_wrong_is_named_with_file_and_line_and_the_code_is_2(
    run: Run, desk: DeskPaths, tmp_path: Path
) -> None:
    own = tmp_path / "config" / "orderdeck" / "orderdeck.toml"
    own.write_text('[look]\nlanguages = "en"\n\n[keys]\n"order.done" = "x"\n', encoding="utf-8")
    desk.settings.write_text(
        '[stock]\nallot = "least"\nmargin = 0.5\n[trust]\ndesks = []\n', encoding="utf-8"
    )
    code, out, err = run("config", desk.exports)
    assert code == exits.USAGE
    assert f"{own}:2: " in err
    assert "`language`?" in err
    assert f"{desk.settings}:2: " in err
    assert f"{desk.settings}:4: [trust]" in err
    assert f"{desk.settings}:3" in out.split("stock.margin")[1].splitlines()[0]
    told = json.loads(run("config", desk.exports, "--json")[1])
    assert [one["key"] for one in told["problems"]] == ["look.languages", "stock.allot", "trust"]


def test_what_the_deck_refuses_to_start_with_is_told_too(run: Run, desk: DeskPaths) -> None:
    desk.settings.write_text('[keys]\n"order.dome" = "x"\n[look]\nzone = "Mars/Base"\n', encoding="utf-8")
    code, _out, err = run("config", desk.exports)
    assert code == exits.USAGE
    assert "order.dome" in err
    assert "Mars/Base" in err


def test_a_section_or_a_key_alone(run: Run, desk: DeskPaths) -> None:
    desk.settings.write_text('[stock]\nallot = "least_loss"\n', encoding="utf-8")
    code, out, _err = run("config", desk.exports, "stock.allot")
    assert code == exits.OK
    assert out.split() == ["stock.allot", '"least_loss"', f"{desk.settings}:2"]
    assert all(line.startswith("look.") for line in run("config", "look")[1].splitlines())
    code, _out, err = run("config", desk.exports, "stock.allott")
    assert code == exits.USAGE
    assert "`stock.allot`?" in err


def test_no_buyer_is_named(run: Run, desk: DeskPaths) -> None:
    desk.settings.write_text('[wholesale]\nbuyers = ["Ivan Petrov"]\n', encoding="utf-8")
    for words in ((), ("--json",), ("wholesale.buyers",)):
        code, out, err = run("config", desk.exports, *words)
        assert code == exits.OK
        assert "Ivan" not in out + err


def test_commands_of_a_desk_stand_there_with_whether_they_run(run: Run, desk: DeskPaths) -> None:
    hostile = "\x1b]52;c;eA==\x07"
    text = f'[[commands]]\nname = "label"\ntitle = "Label"\nrun = ["/bin/label", {json.dumps(hostile)}]\n'
    desk.settings.write_text(text, encoding="utf-8")
    out = run("config", desk.exports)[1]
    assert "not agreed to" in out
    assert "\x1b" not in out
    assert run("commands", desk.exports, "--trust")[0] == exits.OK
    out = run("config", desk.exports, "commands")[1]
    assert "not agreed to" not in out
    assert "/bin/label" in out
    told = json.loads(run("config", desk.exports, "--json")[1])["runs"]
    assert [(one["name"], one["from"], one["agreed"]) for one in told] == [("label", "desk", True)]


def test_a_desk_that_is_not_trusted_is_not_read(run: Run, desk: DeskPaths) -> None:
    desk.settings.write_text("[look]\nmouse = true\n", encoding="utf-8")
    desk.state.chmod(0o777)
    code, out, _err = run("config", desk.exports)
    assert (code, out) == (exits.DESK, "")
    assert run_command(["config", str(desk.exports / "no")]) == exits.DESK
