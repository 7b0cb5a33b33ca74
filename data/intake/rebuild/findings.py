"""What doctor finds: codes with values; the command line has the words."""

from typing import Literal

import msgspec

Code = Literal[
    "ledger_damaged",  # the database is not sound, gone, or not what the second copy says
    "ledger_behind",  # rows that only the second copy has
    "copy_torn",  # lines of the second copy that are not sound
    "copy_behind",  # rows that only the database has
    "part_damaged",  # files of a part that are missing or not what was written
    "part_put_again",  # the same, where several machines find it; this one had it whole
    "export_rebuilt",  # read again from its file
    "export_lost",  # its part is damaged and its file is not there any more
    "export_without_part",  # loaded, but no part holds it
    "leftover",  # a folder that nothing refers to
    "open_to_others",  # rights that let other accounts in
    "clock_ahead",  # of a shared desk: this machine's clock, by `count` minutes before the server's
    "clock_behind",
]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is or was not as it should be."""

    code: Code
    subject: str = ""  # a part, an export's name, a file of the desk
    detail: str = ""
    count: int = 0
    mended: bool = False
    aside: str = ""  # folder under `damaged/` that what was damaged went to
