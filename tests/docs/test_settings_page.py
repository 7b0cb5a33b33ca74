"""Documents that name what the code has stay true to it."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from orderdeck.data.base.config.settings import Settings, load
from tests.docs.pages import PAIRS


@pytest.mark.parametrize("file", PAIRS["settings"], ids=("en", "zh"))
def test_every_setting_is_described_with_its_default(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    told = tomllib.loads(text.split("```toml")[1].split("```")[0])
    defaults = msgspec.to_builtins(Settings())
    examples = {
        ("wholesale", "amounts"),
        ("folder", "zones"),
        ("folder", "dates"),
        ("folder", "shops"),
        ("stock", "late_cost"),
        ("queues", "cancel_window_hours"),
        ("queues", "unpaid_days"),
    }
    for section, values in defaults.items():
        if section in ("keys", "commands", "hooks", "sources"):  # all but keys: docs/commands.md
            continue
        assert set(told[section]) == set(values), section
        for key, value in values.items():
            if (section, key) not in examples:
                assert str(told[section][key]) in (str(value), str(value).removesuffix(".0")), (
                    f"{section}.{key}"
                )


def test_one_currency_set_by_the_user_leaves_the_others(tmp_path: Path) -> None:
    from orderdeck.data.base.paths import DeskPaths

    paths = DeskPaths.of(tmp_path)
    paths.state.mkdir()
    paths.settings.write_text("[wholesale]\namounts = { USD = 200 }\n", encoding="utf-8")
    amounts = load(paths).wholesale.amounts
    assert (str(amounts["USD"]), str(amounts["EUR"])) == ("200", "280")
