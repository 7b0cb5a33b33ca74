"""The page on profiles names every key and every field there is."""

from pathlib import Path

from orderdeck.data.base import status
from orderdeck.data.base.fields import FIELDS
from orderdeck.data.exports.profile.records import (
    CsvFormat,
    DateFormat,
    ItemPacking,
    MoneyFormat,
    Profile,
    StatusTable,
)

PAGE = Path(__file__).parents[2] / "docs" / "profiles.md"


def test_every_key_field_and_status_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    sections = (Profile, StatusTable, MoneyFormat, DateFormat, ItemPacking, CsvFormat)
    keys = {key for section in sections for key in section.__struct_fields__} - {"origin"}
    fields = {field for names in FIELDS.values() for field in names}
    wanted = keys | fields | set(status.ALL)
    assert {name for name in wanted if f"`{name}" not in text} == set()
    for names in FIELDS.values():
        assert all(meaning in text for meaning in names.values())
