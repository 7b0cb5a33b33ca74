"""The page on profiles names every key and every field there is."""

from pathlib import Path

import pytest

from orderdeck.data.base.vocabulary import status
from orderdeck.data.base.vocabulary.fields import FIELDS
from orderdeck.data.exports.profile.records import (
    CsvFormat,
    DateFormat,
    ItemPacking,
    MoneyFormat,
    Profile,
    StatusTable,
)

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["profiles.md", "zh/profiles.md"])
def test_every_key_field_and_status_is_explained(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    sections = (Profile, StatusTable, MoneyFormat, DateFormat, ItemPacking, CsvFormat)
    keys = {key for section in sections for key in section.__struct_fields__} - {"origin"}
    fields = {field for names in FIELDS.values() for field in names}
    wanted = keys | fields | set(status.ALL)
    assert {name for name in wanted if f"`{name}" not in text} == set()


def test_fields_mean_what_the_code_says() -> None:
    text = (DOCS / "profiles.md").read_text(encoding="utf-8")
    for names in FIELDS.values():
        assert all(meaning in text for meaning in names.values())
