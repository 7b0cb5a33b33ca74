"""`docs/keys.md` and `docs/zh/keys.md` from the registry: `python -m orderdeck.tui.actions.docs` writes them.

A test holds them current.
"""

from pathlib import Path
from typing import Final

from orderdeck.tui.actions.keyboard.names import NAMED, TYPING, shown
from orderdeck.tui.actions.model import SCOPE_TITLES, Action
from orderdeck.tui.actions.registry import of_scope
from orderdeck.tui.i18n import Language, _, language, use

DOCS: Final = Path(__file__).parents[2] / "docs"
FILES: Final[dict[Language, Path]] = {"en": DOCS / "keys.md", "zh": DOCS / "zh" / "keys.md"}
"""Language -> where its page lies in a checkout."""

_HEADS: Final[dict[Language, str]] = {
    "en": """# Keys

Made from the action registry (`tui/actions/`); `?` in the deck shows the same with your own keys,
those of the place where you are first. A key that does nothing where you press it says where it works.

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

Full-width signs and letters of an input method (`？`, `、`, `ｊ`) are the keys that they stand for. What it makes
words of is no key: the status line says to switch it to English.
""",
    "zh": """# 按键

本页由操作清单（`tui/actions/`）自动生成；在工作台里按 `?` 看到的是同一份，并已换成你自己的按键设置，
所在之处的按键排在最前。按了没有作用的键，状态行会说它在哪里有用。

所有操作都能在命令面板（`:` 或 `ctrl+p`）里按任意字词搜到。当下做不了的操作，状态行会写明原因。

- 标“撤销”的，可以用 `u` 撤销。
- 标“先预览”的会离开工作台（写文件、复制、对外发送），执行前先显示将要做什么。

改按键：在 `orderdeck.toml` 里写操作名，多个键用逗号隔开，留空表示取消按键：

```toml
[keys]
"order.done" = "X, f5"
"app.privacy" = ""
```

操作名或键名写错、两个操作用了同一个键，都会报错并提示最接近的写法，工作台不会启动。

- 符号可以直接写，也可以写名称（`/` 或 `slash`）；逗号只能写 `comma`。
- `ctrl+h`、`ctrl+i`、`ctrl+j`、`ctrl+m`、`ctrl+s`、`ctrl+z`、`ctrl+c` 被终端占用，不能使用。
- 输入法打出的全角符号和字母（`？`、`、`、`ｊ`）按对应的按键处理；打成汉字的不是按键，状态栏会提示切换到英文。
""",
}
_COLUMNS: Final[dict[Language, tuple[str, str, str]]] = {
    "en": ("keys", "action", "what it does"),
    "zh": ("按键", "操作名", "作用"),
}
_COMMAS: Final[dict[Language, str]] = {"en": ", ", "zh": "、"}
_MARKS: Final[dict[Language, tuple[str, str]]] = {"en": ("undo", "shows first"), "zh": ("撤销", "先预览")}


def page(spoken: Language) -> str:
    """The whole page in Markdown, in the language `spoken`."""
    before = language()
    use(spoken)
    try:
        parts = [_HEADS[spoken]]
        for scope, title in SCOPE_TITLES.items():
            rows = [_row(action, spoken) for action in of_scope(scope)]
            head = f"| {' | '.join(_COLUMNS[spoken])} | |"
            parts += [f"## {_(title)}\n", head, "|---|---|---|---|", *rows, ""]
        parts += [
            f"## {_('While you type or answer')}\n",
            f"| {_COLUMNS[spoken][0]} | {_COLUMNS[spoken][2]} |",
        ]
        parts += ["|---|---|", *(f"| `{keys}` | {_(told)} |" for keys, told in TYPING), ""]
        return "\n".join(parts)
    finally:
        use(before)


def _row(action: Action, spoken: Language) -> str:
    keys = " ".join(f"`{_written(key)}`" for key in action.keys)
    undo, shows_first = _MARKS[spoken]
    marks = [mark for mark, holds in ((undo, action.undoable), (shows_first, action.outward)) if holds]
    return f"| {keys} | `{action.id}` | {_(action.help)} | {_COMMAS[spoken].join(marks)} |"


def _written(key: str) -> str:
    return key if key.startswith("ctrl+") or key not in NAMED else shown(key)


if __name__ == "__main__":
    for spoken, file in FILES.items():
        file.write_text(page(spoken), encoding="utf-8")
