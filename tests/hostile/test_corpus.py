"""Inputs that fuzzers once found fault with, or that reach far, tried again; and hypothesis over the same targets.

tests/bench/fuzz.py runs the targets for as long as one likes, by coverage where atheris is installed.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile.payloads import ALL
from tests.hostile.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(CORPUS.glob("*/*"))

rows = st.lists(st.lists(st.text(max_size=12) | st.sampled_from(ALL), min_size=1, max_size=6), max_size=6)
tables = st.builds(
    lambda separator, end, found: (
        "订单号,订单状态,商品信息,订单金额" + end + end.join(separator.join(row) for row in found)
    ).encode("utf-8", "replace"),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    rows,
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_what_was_found_once_is_no_fault_any_more(file: Path) -> None:
    TARGETS[file.parent.name](file.read_bytes())


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS.keys())
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400) | tables | st.text().map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_or_refused(target: Callable[[bytes], None], data: bytes) -> None:
    target(data)
