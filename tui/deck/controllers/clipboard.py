"""What leaves by the clipboard or as a file: numbers, addresses, the rows shown."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import N_, _, language, ngettext, noted, phrases
from orderdeck.tui.present.exported.parcels import kept_back, unsure_columns
from orderdeck.tui.present.view import columns
from orderdeck.tui.terminal import clipboard
from orderdeck.widgets.model import Choice
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.tui.service.exporting import Left

SHOWN = 40
"""Characters of a copied text that the status line repeats, so that people see what they have."""
LISTS: Final = {
    "o": ("orders", N_("orders")),
    "l": ("lines", N_("order lines")),
    "p": ("picking", N_("picking list")),
    "k": ("packing", N_("packing slips")),
    "s": ("shipments", N_("upload files of shipments")),
}
"""Key -> a list of data.reports.exported, and what it is called."""
SHOWN_AS: Final = {"c": "CSV", "x": "Excel"}
"""Key -> a format of the rows as they are shown."""
FORMATS: Final = {
    "m": ("", N_("what each marketplace takes")),
    "t": ("text", N_("text")),
    "h": ("html", "HTML"),
    "c": ("csv", "CSV"),
    "x": ("xlsx", "Excel"),
    "v": ("tsv", "TSV"),
    "j": ("json", "JSON"),
    "n": ("jsonl", "JSONL"),
    "q": ("parquet", "Parquet"),
}
"""Key -> a format of a list, and what it is called."""
WAYS: Final = {"picking": "tcxvjnq", "packing": "thcxvjnq", "shipments": "mcxv"}
"""List -> the formats it can be had in, where that isn't all tables."""
MAP_KEYS: Final = "1234567890"
"""Keys of the column maps, by their names; whoever has more than these has the rest on the command line."""
MAP: Final = "map"
"""In the place of a format's key: the list is a column map, by its name."""
AGAIN: Final = "enter"
"""The key of what was chosen last."""


class ClipboardController(Controller):
    """A copy is always shown too, and can be had as a file where a terminal takes no clipboard."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._last: tuple[str, str] | None = None
        """The list and the format that were written last, by their keys; "" is what is shown. With MAP it is the name
        of a map."""

    @flow
    async def see_maps(self) -> None:
        """Which column maps there are: asked for beforehand, so that the keys of `export` wait for no disk."""
        self.state.maps = await self.desk("maps", lambda desk: desk.maps())

    @property
    def _has_outbox(self) -> bool:
        return not self.state.read_only or self.state.own_outbox

    @flow
    async def menu(self) -> None:
        """Ask what to copy."""
        choices = [Choice("i", _("order number")), Choice("a", _("address")), Choice("m", _("message"))]
        if self._has_outbox:
            choices.append(Choice("f", _("address as a file")))
        key = await self.status.choose(_("Copy"), choices)
        keys = self.deck.chosen()
        if key == "i":
            self.put("\n".join(self.deck.order_id(one) for one in keys), _("order number"))
        elif key == "a":
            self.put(await self.desk("", lambda desk: desk.addresses(keys)), _("address"))
        elif key == "f":
            self.write(await self.desk("", lambda desk: desk.addresses(keys)), "addresses")
        elif key == "m":
            self.deck.controls.letters.copy_for(keys)

    @flow
    async def export(self) -> None:
        """Ask what to write of the marked orders, else of those shown, then write it into the outbox."""
        source = self.state.source
        if source is None:
            return
        marked = self.deck.active_table().marked
        said = await self._ask(len(marked) or source.row_count, shown=True)
        source = self.state.source  # what is shown by now
        if said is None or source is None:
            return
        which, how = said
        if which:
            keys = marked or [source.key(at) for at in range(source.row_count)]
            await self._write_list(which, how, keys, named=bool(marked))
            return
        header = [columns.title_in_file(key) for key in source.file_columns]
        path = await self.desk("", lambda desk: desk.export(source, header, xlsx=how == "x", marked=marked))
        self.flash(_("Written: {path}", path=path), "ok")

    @flow
    async def export_sku(self) -> None:
        """The same of the orders of a SKU: those that are marked, else all in line for it."""
        marked = self.deck.active_table().marked
        keys = marked or list(self.deck.controls.stock.page.rows)
        said = await self._ask(len(keys), shown=False)
        if said is not None:
            await self._write_list(*said, keys, named=bool(marked))

    @flow
    async def export_short(self) -> None:
        """Ask for the kind of file, then write the short SKUs into the outbox."""
        choices = [Choice(key, FORMATS[key][1]) for key in "cxvjnq"]
        how = await self.status.choose(_("Write the short SKUs to the outbox as"), choices)
        if how is not None:
            await self._written("stockouts", how, None, named=False)

    async def _ask(self, count: int, *, shown: bool) -> tuple[str, str] | None:
        """What to write, and how: the keys of a list and of a format; None where nothing is. What was written last is
        asked first."""
        rows = ngettext("{count} order", "{count} orders", count)
        maps = self._maps()
        choices = [
            *([Choice(key, label) for key, label in SHOWN_AS.items()] if shown else []),
            *(Choice(key, f"{_(label)}…") for key, (_name, label) in LISTS.items()),
            *(Choice(key, self._map_title(name)) for key, name in maps.items()),
        ]
        self.see_maps()  # one that was put there since is a choice the next time
        last = self._last if self._last is not None and (shown or self._last[0]) else None
        if last is not None:
            choices.insert(0, Choice(AGAIN, self._map_title(last[0]) if last[1] == MAP else _called(*last)))
        key = await self.status.choose(_("Write {orders} to the outbox as", orders=rows), choices)
        if key is None:
            return None
        if key == AGAIN:
            return last
        if key in maps:
            self._last = (maps[key], MAP)
            return self._last
        if key in SHOWN_AS:
            self._last = ("", key)
            return self._last
        name, label = LISTS[key]
        ways = WAYS.get(name, "cxvjnq")
        if self._last is not None and self._last[0] == key and self._last[1] != MAP:
            ways = self._last[1] + ways.replace(self._last[1], "")
        how = await self.status.choose(
            _("Write {list} as", list=_(label)), [Choice(one, _(FORMATS[one][1])) for one in ways]
        )
        if how is None:
            return None
        self._last = (key, how)
        return self._last

    def _maps(self) -> dict[str, str]:
        """Key -> name of the column map that it writes by."""
        return dict(zip(MAP_KEYS, (name for name, _title in self.state.maps), strict=False))

    def _map_title(self, name: str) -> str:
        """What a map is called, in the language spoken where it says that."""
        titles = dict(self.state.maps).get(name, {})
        return titles.get(language()) or next(iter(titles.values()), name)

    async def _write_list(self, which: str, how: str, keys: Sequence[str], *, named: bool) -> None:
        if how == MAP:
            await self._write_map(which, keys, named=named)
            return
        await self._written(LISTS[which][0], how, keys, named=named)

    async def _written(self, name: str, how: str, keys: Sequence[str] | None, *, named: bool) -> None:
        zone, form = self.state.zone, FORMATS[how][0]
        left = await self.desk("", lambda desk: desk.export_list(name, form, keys, zone, named=named))
        out = [kept_back(left.kept_back)] if left.kept_back else []
        if name == "shipments":
            self._flash_shipments(left)
        elif left.path is None:
            self.flash(" · ".join([_("None of these orders is to be sent now"), *out]), "warning")
        else:
            self.flash(" · ".join([_("Written: {path}", path=left.path), *out]), "ok")

    async def _write_map(self, name: str, keys: Sequence[str], *, named: bool) -> None:
        left = await self.desk("", lambda desk: desk.export_map(name, keys, named=named))
        if left is None:
            self.flash(_("There is no usable map {name} any more", name=name), "warning")
            return
        paths = [str(one) for one in (left.path, *left.more) if one is not None]
        said = [_("Written: {path}", path=phrases.joined(paths))] if paths else []
        if not paths and not left.lacking:
            said = [_("None of these orders is to be sent now")]
        self.flash(" · ".join([*said, *left.notes]), "warning" if left.lacking or not paths else "ok")

    def _flash_shipments(self, left: "Left") -> None:
        if left.path is None:
            self.flash(
                _("None of these orders was sent by a tracking file and waits to be declared"), "warning"
            )
            return
        said = _("Written: {path}", path=phrases.joined(str(one) for one in (left.path, *left.more)))
        unsure = [unsure_columns(one) for one in left.unsure]
        self.flash(" · ".join([said, *unsure]), "warning" if unsure else "ok")

    def put(self, text: str, name: str) -> None:
        """Copy `text`, then say what was copied and by which way."""
        self.deck.run_worker(self._put(text, name), group="copy", exclusive=True)

    @flow
    async def write(self, text: str, stem: str) -> None:
        """Write `text` as a file of the outbox."""
        path = await self.desk("", lambda desk: desk.write_text(stem, text))
        self.flash(_("Written: {path}", path=path), "ok")

    async def _put(self, text: str, name: str) -> None:
        if not text:
            self.flash(_("There is nothing to copy."), "warning")
            return
        try:
            way = await asyncio.to_thread(clipboard.copy, text, self.deck.write_to_terminal)
        except clipboard.TooLong:
            if not self._has_outbox:
                self.flash(_("Too long for a clipboard."), "error")
                return
            self.flash(_("Too long for a clipboard; written as a file instead."), "warning")
            self.write(text, "copy")
            return
        line = " ".join(text.split())
        line = line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
        self.flash(
            _(
                "Copied {what} ({way}): {text}",
                what=name,
                way=way,
                text="•••" if self.state.privacy else line,
            ),
            "ok",
        )


def _called(which: str, how: str) -> str:
    """A list and a format by their keys, as one choice."""
    if not which:
        return SHOWN_AS[how]
    return noted(_(LISTS[which][1]), _(FORMATS[how][1]))
