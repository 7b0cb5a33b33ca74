"""The status line that may move in a list."""

from collections.abc import Callable

from textual.events import Key

from orderdeck.widgets.prompt.status_line import StatusLine


class Prompt(StatusLine):
    """The status line; while `steps` is set, ↑ and ↓ move in a list instead of in what was typed before."""

    steps: Callable[[int], object] | None = None

    async def on_key(self, event: Key) -> None:
        """Runs before the status line's own handler."""
        if self.busy and self.steps is not None and event.key in ("up", "down"):
            event.stop()
            event.prevent_default()
            self.steps(1 if event.key == "down" else -1)
