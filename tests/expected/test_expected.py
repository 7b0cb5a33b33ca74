"""Every packaged profile has a sample, and beside it what the sample is read as: `./dev accept` writes that."""

import json
from functools import cache
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile_reader import ProfileReader
from tests.expected.reading import read_as
from tests.kept import holds, only

HERE = Path(__file__).parent
SAMPLES = sorted(
    path for path in HERE.glob("*/*") if path.suffix not in (".json", ".py", ".pyc") and path.is_file()
)


@cache
def packaged() -> ProfileReader:
    """The packaged profiles, without settings; asked for first in a test, where nobody's own profiles are seen."""
    return ProfileReader(HERE, load_profiles(), Settings())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_a_sample_is_read_as_kept(sample: Path) -> None:
    made = read_as(sample, packaged())
    # A sample is called by its profile, and by what is odd about it where there are several: tiktok-sea.csv
    assert json.loads(made)["profile"] == sample.stem.partition("-")[0]
    holds(sample.with_suffix(".json"), made)


def test_every_packaged_profile_has_a_sample_and_every_kept_reading_its_own() -> None:
    assert {profile.name for profile in load_profiles()} == {path.stem.partition("-")[0] for path in SAMPLES}
    only(HERE, "*.json", {path.with_suffix(".json").relative_to(HERE).as_posix() for path in SAMPLES})
