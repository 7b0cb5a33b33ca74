"""The account of the operating system that acts, kept beside the name that it acts under."""

import os
from pwd import getpwuid


def login_of(uid: int) -> str:
    """The login of an account; "" where it has none, as in containers."""
    try:
        return getpwuid(uid).pw_name
    except KeyError:
        return ""


def beside(operator: str) -> str:
    """Login and number of the account that runs this process, as "mei (1001)"; "" where its login is `operator`, and
    where nobody acts."""
    uid = os.getuid()
    name = login_of(uid)
    return "" if operator in ("", name) else f"{name} ({uid})".strip()
