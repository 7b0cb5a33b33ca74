"""Flows: what is asked one after the other, written from top to bottom.

A flow is a coroutine that awaits answers: the operator's on the status line, the desk's. It runs in the call that
starts it up to its first question, and goes on in the very call that brings the answer. A task of the loop would begin
a turn later, and a key that came meanwhile would be taken for one of the deck's instead of for an answer.
"""

from collections.abc import Callable, Coroutine, Generator
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

Answer = TypeVar("Answer")
Given = ParamSpec("Given")

Flow = Coroutine["Later[Any]", Any, None]
"""A flow under way: it gives what it waits for, and is sent the answer."""


class Later(Generic[Answer]):
    """An answer that a flow waits for. Nothing is asked before it is awaited; one that never comes ends the flow."""

    def __init__(self, ask: Callable[[Callable[[Answer], object]], object]) -> None:
        self._ask = ask

    def __await__(self) -> Generator["Later[Any]", Answer, Answer]:
        answer: Answer = yield self
        return answer

    def tell(self, then: Callable[[Answer], object]) -> None:
        """Ask; `then` gets the answer."""
        self._ask(then)


def run(flow: Coroutine[Any, Any, None]) -> None:
    """Run `flow` to its end, or to its next question, whose answer takes it on."""
    _go_on(flow, None)


def _go_on(flow: Flow, answer: Any) -> None:
    try:
        later = flow.send(answer)
    except StopIteration:
        return
    later.tell(lambda value: _go_on(flow, value))


def flow(work: Callable[Given, Coroutine[Any, Any, None]]) -> Callable[Given, None]:
    """Make of `async def work` a handler that starts it as a flow."""

    @wraps(work)
    def begin(*args: Given.args, **kwargs: Given.kwargs) -> None:
        run(work(*args, **kwargs))

    return begin
