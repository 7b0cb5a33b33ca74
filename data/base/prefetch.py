"""Work on one item while others are made, or used, in threads of their own."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


class Ahead(Generic[Item]):
    """The items of `source`, made up to `depth` ahead in a thread. For sources that let go of the GIL.

    What `source` raises is raised here, in its place. `close` ends the thread; so does the end of the items.
    """

    def __init__(self, source: Iterator[Item], depth: int = 1) -> None:
        self._source = source
        self._made: queue.Queue[tuple[Item | None, BaseException | None]] = queue.Queue(depth)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="ahead", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        if self._ended.is_set():
            raise StopIteration
        item, error = self._made.get()
        if error:
            self.close()
            raise error
        if item is None:
            self.close()
            raise StopIteration
        return item

    def close(self) -> None:
        """Ends the thread, after the step that it is in."""
        self._ended.set()
        self._thread.join()

    def _work(self) -> None:
        try:
            for item in self._source:
                if not self._put((item, None)):
                    return
            self._put((None, None))
        except BaseException as error:  # whatever it is belongs to who asks for the next item
            self._put((None, error))

    def _put(self, made: tuple[Item | None, BaseException | None]) -> bool:
        while not self._ended.is_set():
            try:
                self._made.put(made, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False


def abreast(work: Callable[[Item], Made], items: Iterable[Item], threads: int) -> Iterator[Made]:
    """`work` of each of `items`, in their order, so many at a time. For work that lets go of the GIL.

    What `work` or `items` raise is raised here, in its place.
    """
    going: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(threads, "abreast") as pool:
        try:
            for item in items:
                going.append(pool.submit(work, item))
                del item  # whoever works on it has it: of big ones each counts
                if len(going) == threads:
                    yield going.popleft().result()
            while going:
                yield going.popleft().result()
        finally:
            for one in going:
                one.cancel()
