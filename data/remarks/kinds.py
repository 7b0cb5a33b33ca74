"""What remarks ask for by the rules of a desk, found out once for all processes that have it open."""

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from data.paths import DeskPaths
from data.remarks.match import Classifier, classifier
from data.remarks.memory import Kinds, RemarkMemory, fingerprint
from data.remarks.rules import USER_FILE


class RemarkKinds:
    """The kinds of remarks by the packaged rules and the user's own, as they are when this is made."""

    def __init__(self, paths: DeskPaths) -> None:
        self._paths = paths
        own = paths.rules / USER_FILE
        self._fingerprint = fingerprint(own)
        self._memory = RemarkMemory(paths, self._fingerprint)
        self._own = own.is_file()

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

    def of(self, remarks: Sequence[str]) -> dict[str, Kinds]:
        """The kinds of each of `remarks`."""
        return self._memory.kinds(remarks, self._find_out)

    def _find_out(self, remarks: list[str]) -> dict[str, Kinds]:
        changing = {*self._rules.rules.changing()}
        kinds = self._rules.classify(pl.Series(remarks, dtype=pl.String)).to_list()
        return {
            remark: (found, not changing.isdisjoint(found))
            for remark, found in zip(remarks, kinds, strict=True)
        }
