"""What comes of taking exports in, and what would come of taking them out."""

import msgspec

from orderdeck.data.base.records import Export


class Taken(msgspec.Struct, frozen=True):
    """What came of taking exports in."""

    changed: list[str] = []  # keys of orders that are new, gone or no longer the same
    fresh: list[str] = []  # those of them that are open
    as_before: list[str] = []  # those of them that an export has again as they were
    acts_anew: list[
        str
    ] = []  # those that were away in between or have more keys: other acts are on them by now
    missing: list[Export] = []  # exports whose part can't be read

    def and_then(self, later: "Taken") -> "Taken":
        """Both, one after the other: what the first opened the second may have closed, and the other way round."""
        same = set(self.as_before).difference(later.changed) | set(later.as_before).difference(self.changed)
        away, gone = (set(one.changed) - set(one.fresh) for one in (self, later))
        back = [key for key in later.fresh if key in away]
        return Taken(
            changed=list(dict.fromkeys((*self.changed, *later.changed))),
            fresh=list(dict.fromkeys((*(key for key in self.fresh if key not in gone), *later.fresh))),
            as_before=list(same),
            acts_anew=[key for key in (*self.acts_anew, *later.acts_anew, *back) if key not in gone],
            missing=[*self.missing, *later.missing],
        )


class Foreseen(msgspec.Struct, frozen=True):
    """What would become of the orders of exports that are taken out again."""

    back: int = 0  # fall back to what older exports say
    away: int = 0  # no other export knows them
    reopened: int = 0  # of those that fall back: were finished with and are open again
