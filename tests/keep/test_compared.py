"""What only the ledger's database or its second copy says is counted as a comparison of all rows would."""

import random
import sqlite3
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger, Part
from orderdeck.data.ledger.recovery.compared import AHEAD, Compared, compare
from orderdeck.data.ledger.recovery.second_copy import encode

SAID = ("both", "both", "otherwise", "first otherwise", "copy", "database")
"""Where a row stands; at "first otherwise" the copy has it twice, and only the last as the database."""
SEQS = st.integers(1, 12) | st.sampled_from([AHEAD + 50, 2**62])


@settings(max_examples=150, deadline=None)
@given(
    where=st.dictionaries(SEQS, st.sampled_from(SAID), max_size=8),
    torn=st.integers(0, 2),
    seed=st.integers(0, 9),
)
def test_each_row_that_is_not_the_same_in_both_is_counted(
    where: dict[int, str], torn: int, seed: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = DeskPaths.of(Path(folder))
        Ledger.open(paths).close()
        with sqlite3.connect(paths.ledger) as db:
            names = [row[1] for row in db.execute("pragma table_info(journal)")]
            lines = [b"torn\n"] * torn
            for seq, said in where.items():
                row = dict.fromkeys(names) | {
                    "seq": seq, "id": f"a{seq}", "grp": "", "at": 5, "operator": "li", "kind": "note", "data": "{}",
                }  # fmt: skip
                if said != "copy":
                    values = ", ".join("?" * len(names))
                    db.execute(f"insert into journal values ({values})", [row[name] for name in names])
                other = encode("journal", row | {"at": 6})
                same = encode("journal", row)
                lines.append(
                    {"otherwise": other, "first otherwise": other + same, "database": b""}.get(said, same)
                )
        db.close()
        random.Random(seed).shuffle(lines)
        paths.journal_copy.write_bytes(b"".join(lines))
        count = list(where.values()).count
        assert compare(paths) == Compared(
            differ=count("otherwise"), behind=count("copy"), lacks=count("database"), torn=torn
        )


def test_parts_that_were_merged_away_are_compared_by_name(paths: DeskPaths) -> None:
    with Ledger.open(paths) as ledger:
        ledger.merge(Part(name="one", kind="orders", export_ids=[]), [])
        ledger.merge(Part(name="two", kind="orders", export_ids=[]), ["one"])
    lines = paths.journal_copy.read_bytes().splitlines(keepends=True)
    assert compare(paths) == Compared()
    paths.journal_copy.write_bytes(b"".join(line for line in lines if b'"replaced"' not in line))
    assert compare(paths) == Compared(lacks=1)
