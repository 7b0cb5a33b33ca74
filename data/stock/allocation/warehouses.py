"""Which stock files speak for which warehouses: each warehouse has a picture of its own."""

from collections.abc import Iterable, Mapping

from orderdeck.data.base.records import Export


def newest(exports: Iterable[Export], houses: Mapping[str, Iterable[str]]) -> list[tuple[Export, str]]:
    """For each warehouse that a profile's files name, the newest file that does, oldest first. `exports` stand oldest
    first; `houses` has the warehouses by the files' contents, "" for rows that name none."""
    found: dict[tuple[str, str], Export] = {}
    places: dict[str, int] = {}
    for place, export in enumerate(exports):
        places[export.export_id] = place
        for house in houses.get(export.content, ()):
            found[export.profile, house] = export
    line = [(export, house) for (_profile, house), export in found.items()]
    return sorted(line, key=lambda one: (places[one[0].export_id], one[1]))
