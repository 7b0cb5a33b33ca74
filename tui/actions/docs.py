"""`docs/keys.md` from the registry: `python -m orderdeck.tui.actions.docs` writes it, a test holds it current."""

from pathlib import Path
from typing import Final

from orderdeck.tui.actions.keys import NAMED, shown
from orderdeck.tui.actions.model import SCOPE_TITLES, Action
from orderdeck.tui.actions.registry import of_scope

FILE: Final = Path(__file__).parents[2] / "docs" / "keys.md"
"""Where the page lies in a checkout."""

_HEAD: Final = """# Keys

Made from the action registry (`tui/actions/`); `?` in the deck shows the same with your own keys.

Every action is also in the palette (`:` or `ctrl+p`), found by any word of it. An action that can't be done just now
says why on the status line. *Undo* marks acts that `u` takes back; *shows first* marks what leaves the deck: it
shows what it is going to do before it does it.

To change keys, name the action in `orderdeck.toml`, keys separated by commas, nothing to take a key away:

```toml
[keys]
"order.done" = "X, f5"
"app.privacy" = ""
```

An unknown action, an unknown key, or a key that two actions would share is an error that names the nearest
spelling, and the deck doesn't start. A sign is written as itself or by its name (`/` or `slash`); the comma is
`comma`. `ctrl+h`, `ctrl+i`, `ctrl+j`, `ctrl+m`, `ctrl+s`, `ctrl+z` and `ctrl+c` can't be used: terminals keep them.
"""


def page() -> str:
    """The whole page in Markdown, in English."""
    parts = [_HEAD]
    for scope, title in SCOPE_TITLES.items():
        rows = [_row(action) for action in of_scope(scope)]
        parts += [f"## {title}\n", "| keys | action | what it does | |", "|---|---|---|---|", *rows, ""]
    return "\n".join(parts)


def _row(action: Action) -> str:
    keys = " ".join(f"`{_written(key)}`" for key in action.keys)
    marks = [mark for mark, holds in (("undo", action.undoable), ("shows first", action.outward)) if holds]
    return f"| {keys} | `{action.id}` | {action.help} | {', '.join(marks)} |"


def _written(key: str) -> str:
    return key if key.startswith("ctrl+") or key not in NAMED else shown(key)


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
