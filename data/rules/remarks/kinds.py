"""What remarks are by the rules of a desk, found out once for all processes that have it open."""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import polars as pl

from orderdeck.data.base.guards.own_files import lies_there
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.rules.remarks.cache import RemarkMemory, Verdict, fingerprint
from orderdeck.data.rules.remarks.match import Classifier, classifier
from orderdeck.data.rules.remarks.rules import UNREAD, USER_FILE, Kind

LAST: Final = 1000
"""Weight of a remark that nobody has read."""


class RemarkKinds:
    """What remarks are by the packaged rules and the user's own, as they are when this is made."""

    def __init__(self, paths: DeskPaths) -> None:
        self._paths = paths
        own = paths.rules / USER_FILE
        self._fingerprint = fingerprint(own)
        self._memory = RemarkMemory(paths, self._fingerprint)
        self._own = lies_there(own)

    @cached_property
    def _rules(self) -> Classifier:
        # Read only where a remark comes that nobody has met yet.
        return classifier(self._paths.rules)

    @property
    def errors(self) -> tuple[str, ...]:
        """What is wrong with the user's own rules."""
        return self._rules.rules.errors if self._own else ()

    def prepare(self) -> None:
        """Reads the rules and what they need, a fifth of a second, so that the first remarks needn't wait for it."""
        self._rules.classify(pl.Series([" "]))

    def hold(self) -> bool:
        """Whether the rules are still what they were."""
        return fingerprint(self._paths.rules / USER_FILE) == self._fingerprint

    def of(self, remarks: Sequence[str]) -> dict[str, Verdict]:
        """What each of `remarks` is."""
        return self._memory.verdicts(remarks, self._find_out)

    def _find_out(self, remarks: list[str]) -> dict[str, Verdict]:
        kinds = {kind.key: kind for kind in self._rules.rules.kinds}
        found = self._rules.judge(pl.Series(remarks, dtype=pl.String))
        return {remark: _verdict(keys, harmless, kinds) for remark, keys, harmless in found.iter_rows()}


def _verdict(keys: list[str], harmless: bool, kinds: dict[str, Kind]) -> Verdict:
    telling = [kinds[key] for key in keys if not kinds[key].harmless]
    weight = min((kind.weight for kind in telling), default=LAST)
    if not harmless and not telling:
        keys = [*keys, UNREAD]
    return Verdict(tuple(keys), any(kinds[key].changes for key in keys if key != UNREAD), harmless, weight)
