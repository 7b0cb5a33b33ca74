"""What is wrong with a settings file is said in words of ours: file, key and what was expected. None are msgspec's."""

import json
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from tests.kinds import Run

SOURCE = '[[sources]]\nname = "shop"\nrun = ["x"]\n'
CASES = [
    ('[stock]\nlead_time_days = "soon"\n', "stock.lead_time_days: a number is expected, not text in quotes"),
    ("[stock]\nlead_time_days = [1]\n", "stock.lead_time_days: a number is expected, not a list in [ ]"),
    ("[stock]\nallot = 'most'\n", "stock.allot: 'most' is none of priority, least_loss"),
    ("[notice]\nways = ['horn']\n", "notice.ways 1: 'horn' is none of bell, osc9, osc777"),
    ("[folder]\nalso = 3\n", "folder.also: a list in [ ] is expected, not a whole number"),
    ("[people]\nclaim_hours = -1\n", "people.claim_hours: "),
    (f"{SOURCE}every = 0.5\n", "sources 1 every: a number is expected, 1 or more"),
    (SOURCE, "sources 1: `every` is missing"),
    (f"{SOURCE}evry = 5\nevery = 5\n", "sources 1: there is no setting `evry` (did you mean `every`?)"),
    ("[stok]\n", "there is no setting `stok` (did you mean `stock`?)"),
    ("queues = 5\n", "queues: a table of names and values is expected, not a whole number"),
]
RAW = ("Expected", "Object ", "Invalid enum", "- at `$", "$.")


@pytest.mark.parametrize(("text", "said"), CASES)
def test_file_key_and_what_was_expected(
    run: Run, paths: DeskPaths, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    paths.state.mkdir(0o700)
    paths.settings.write_text(text)
    for words in (("queues", paths.exports), ("config", paths.exports), ("config", paths.exports, "--json")):
        code, out, errors = run(*words)
        assert code == 2
        told = (
            errors if "--json" not in words else json.dumps(json.loads(out)["problems"], ensure_ascii=False)
        )
        assert said.partition(": ")[2] in told.replace('\\"', '"'), words
        assert str(paths.settings) in told
        assert not any(one in told for one in RAW), told
    assert said in run("queues", paths.exports)[2]
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "zh")
    errors = run("queues", paths.exports)[2]
    assert not any(one in errors for one in (*RAW, "expected", "is missing", "there is no"))
    assert str(Path(paths.settings)) in errors
