"""Who works here, where the command line names nobody."""

import os


def login() -> str:
    """The name of the account that runs the deck."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):  # an account without a name, as containers have them
        login = os.environ.get("LOGNAME") or os.environ.get("USER")
        return login or (f"uid{os.getuid()}" if hasattr(os, "getuid") else "operator")
