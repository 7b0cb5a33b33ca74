"""Sharing stock out, whole orders only, in the order of the line."""

from collections.abc import Mapping, Sequence


def hand_out(
    in_turn: Sequence[str],
    wants: Mapping[str, Mapping[str, int]],
    free: Mapping[str, int],
    gave: set[tuple[str, str]],
    ships: set[str],
) -> tuple[dict[str, dict[str, int]], set[str]]:
    """Who lacks what, and who was turned away, where orders stand `in_turn` and want `wants` of what is `free`.

    An order takes all that it wants, or nothing. One that gave pieces of a SKU away takes of it only what all others
    leave, and is looked at again after them. Those that were turned away share what is left then; orders that ship now
    go first, those that gave last.
    """
    asked = {sku: sum(want.get(sku, 0) for want in wants.values()) for sku in free}
    scarce = {sku for sku in free if asked[sku] > free[sku]}
    line = {
        one: want for one in in_turn if (want := {s: n for s, n in sorted(wants[one].items()) if s in scarce})
    }
    left = {sku: max(0, free[sku]) for sku in scarce}
    waiting = {
        sku: sum(want.get(sku, 0) for one, want in line.items() if (one, sku) not in gave) for sku in scarce
    }
    turned_away: list[str] = []
    again: list[str] = []

    def serve(one: str) -> None:
        want = line[one]
        if all(pieces <= left[sku] for sku, pieces in want.items()):
            for sku, pieces in want.items():
                left[sku] -= pieces
        else:
            turned_away.append(one)

    for one, want in line.items():
        steps_back = False
        for sku, pieces in want.items():
            if (one, sku) in gave:
                steps_back |= pieces + waiting[sku] > left[sku]
            else:
                waiting[sku] -= pieces
        if steps_back:
            again.append(one)
        else:
            serve(one)
    for one in again:
        serve(one)
    rows = [(one, sku) for one in line if one in turned_away for sku in line[one]]
    rows.sort(key=lambda row: (row[0] not in ships, row in gave if again else False))
    short: dict[str, dict[str, int]] = {}
    for one, sku in rows:
        lacks = max(0, line[one][sku] - left[sku])
        left[sku] -= line[one][sku] - lacks
        if lacks:
            short.setdefault(one, {})[sku] = lacks
    return short, set(turned_away)
