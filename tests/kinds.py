"""Types of what tests share."""

from collections.abc import Callable

Run = Callable[..., tuple[int, str, str]]
"""run("queues", folder, …): exit code, output and errors of a command."""
