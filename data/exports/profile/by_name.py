"""What settings say of files by their names."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.profile.records import Profile


def zone_of(profile: Profile, settings: Settings, name: str) -> str:
    """The zone of the times in the file called `name`: by the settings, else the profile's."""
    zones = settings.folder.zones
    return matching(zones, name) or zones.get(profile.name) or profile.zone


def matching(table: Mapping[str, str], name: str) -> str:
    """The value beside the first pattern of `table` that `name` matches; "" where there is none."""
    return next((value for glob, value in table.items() if fnmatchcase(name, glob)), "")
