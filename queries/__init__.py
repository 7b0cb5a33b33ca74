"""The SQL of the desk, one file a view, and the small loader that reads it."""

from orderdeck.queries.loader import (
    QueueFile,
    QueueFileError,
    lenses,
    parse,
    queues,
    read_user_file,
    user_files,
    view,
)
from orderdeck.queries.statements import statements

__all__ = [
    "QueueFile",
    "QueueFileError",
    "lenses",
    "parse",
    "queues",
    "read_user_file",
    "statements",
    "user_files",
    "view",
]
