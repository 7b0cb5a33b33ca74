"""Which files are taken in one batch, and which of a batch are loaded together."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from orderdeck.data.base.folder.found import Found

SMALL_BYTES: Final = 128 << 10
"""A file of up to so many bytes costs more by being a file than by its rows."""
MOST_FILES: Final = 64
MOST_BYTES: Final = 2 << 20
FEW: Final = 6
"""So many are loaded one by one where they can't be loaded together; more are halved, to find the odd one."""

File = TypeVar("File")


def batches(files: Iterable[Found], is_alone: Iterable[bool]) -> Iterator[list[Found]]:
    """`files` in their order, small ones next to each other together, the others (and those `is_alone`) alone."""
    batch: list[Found] = []
    size = 0
    for found, alone in zip(files, is_alone, strict=True):
        alone = alone or found.size > SMALL_BYTES
        if batch and (alone or len(batch) >= MOST_FILES or size + found.size > MOST_BYTES):
            yield batch
            batch, size = [], 0
        if alone:
            yield [found]
        else:
            batch.append(found)
            size += found.size
    if batch:
        yield batch


def groups(files: Sequence[File], shape: Callable[[File], Hashable | None]) -> list[list[File]]:
    """`files` with those of equal `shape` together, in the order of the first of each; None is equal to nothing."""
    if len(files) == 1:
        return [list(files)]  # to find out the shape may take reading it
    found: dict[Hashable, list[File]] = {}
    for place, file in enumerate(files):
        its = shape(file)
        found.setdefault((its is not None, place if its is None else its), []).append(file)
    return list(found.values())


def smaller(group: Sequence[File]) -> list[list[File]]:
    """What a group that can't be loaded as one is tried as."""
    if len(group) <= FEW:
        return [[file] for file in group]
    middle = len(group) // 2
    return [list(group[:middle]), list(group[middle:])]
