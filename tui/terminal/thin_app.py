"""Drawing over a thin line: only cells that changed are sent, and only the newest picture.

Textual sends every dirty region whole, and queues up to thirty pictures for a terminal that doesn't take them. Here
each update goes into a `Picture` instead; what differs from what the terminal shows is sent once the one before has
left, so that a slow or stalled line costs pictures in between, never time.

All use of Textual's private parts (the exact version is pinned) is in this file. `ORDERDECK_DISPLAY=plain` in the
environment turns it off.
"""

import os
import selectors
import sys
import threading
from codecs import getincrementaldecoder
from typing import Any

from rich.color import ColorSystem
from rich.console import RenderableType
from rich.style import Style
from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.filter import Monochrome, NoColor
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from orderdeck.tui.terminal.cell_buffer import Picture
from orderdeck.tui.terminal.key_queue import KeysInTurn
from orderdeck.tui.terminal.nonblocking_writer import PacedFile
from orderdeck.tui.terminal.tty import screen_file, tty_size


class ThinDisplay(KeysInTurn):
    """An app whose terminal gets as little as will do, and whose keys take turns. Derive from it in place of `App`."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        # Nothing here moves by itself: every step of an animation would be sent.
        self.animation_level = "none"
        # Under NO_COLOR Textual greys colours by the theme it began with: red on black would be black on black.
        self._filters = [NoColor() if isinstance(each, Monochrome) else each for each in self._filters]
        self._picture = Picture()
        self._picture_waits = False
        self._plain_display = os.environ.get("ORDERDECK_DISPLAY") == "plain"

    def redraw(self) -> None:
        """For ctrl+l: read the terminal's size anew, forget what it shows and send everything."""
        size = getattr(self._driver, "_get_terminal_size", None)
        if size is not None:
            now = Size(*size())
            if now != self.size:
                self.post_message(events.Resize(now, now))
        self.forget_terminal()
        if self._plain_display:
            self.refresh()

    def forget_terminal(self) -> None:
        """What the terminal shows is unknown (another program had it): send everything."""
        self._picture.forget()
        self._send_picture()

    def get_loading_widget(self) -> Widget:
        """A still one: Textual's animated indicator sends 77 kB a second at 80×24."""
        return Static("…", markup=False)

    def get_driver_class(self) -> type[Driver]:
        """The platform's driver, made not to wait for a terminal that takes nothing."""
        driver_class = super().get_driver_class()
        if sys.platform == "win32":
            return driver_class
        from textual.drivers.linux_driver import LinuxDriver

        if driver_class is not LinuxDriver:
            return driver_class
        sized = _sized(LinuxDriver)
        return sized if os.environ.get("ORDERDECK_DISPLAY") == "plain" else _paced(sized)

    def crashed(self, error: Exception) -> None:
        """An unhandled exception: the app is about to end."""

    def _fatal_error(self) -> None:
        """Textual would print a traceback with every local variable, buyers' addresses among them."""
        if self._exception is not None:
            self.crashed(self._exception)
        self._close_messages_no_wait()

    async def on_event(self, event: events.Event) -> None:
        """After a resize terminals differ in what they keep."""
        if isinstance(event, events.Resize):
            self._picture.forget()
        await super().on_event(event)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Textual's door to the terminal: as there, but cells in place of regions."""
        driver = self._driver
        if (
            self._plain_display
            or driver is None
            or driver.is_headless
            or driver.is_inline
            or not isinstance(renderable, LayoutUpdate | ChopsUpdate)
        ):
            super()._display(screen, renderable)
            return
        try:
            if self._batch_count or not self._running or self._closed:
                return
            try:
                self._take_in(renderable)
            except Exception as error:
                self._handle_exception(error)
                return
            self._send_picture()
        finally:
            self.post_display_hook()

    def _take_in(self, update: LayoutUpdate | ChopsUpdate) -> None:
        """Put an update's strips into the picture."""
        picture = self._picture
        if isinstance(update, ChopsUpdate):
            for x, y, strip in _chops(update):
                self._put(x, y, strip)
            return
        if (update.region.width, update.region.height) != (picture.width, picture.height):
            picture.resize(update.region.width, update.region.height)
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                x = self._put(x, y, strip)

    def _put(self, x: int, y: int, strip: Strip) -> int:
        colours = self.console._color_system
        for text, style, control in strip:
            if not control:
                x = self._picture.put(x, y, text, _sgr(style, colours) if style else "")
        return x

    def _send_picture(self) -> None:
        """Send what the terminal doesn't show yet, or leave it for when the last picture has gone out."""
        driver = self._driver
        if driver is None or self._closed or not self.screen_stack:
            return
        if getattr(driver, "backlog", 0):
            self._picture_waits = True
            return
        self._picture_waits = False
        cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        text = self._picture.changes((cursor.x, cursor.y))
        self._previous_cursor_position = cursor
        if text:
            driver.write(f"{SYNC_START}{text}{SYNC_END}" if self._sync_available else text)
            driver.flush()

    def _terminal_ready(self) -> None:
        """The terminal has taken everything: now it gets the newest picture."""
        if self._picture_waits:
            self._send_picture()


def _chops(update: ChopsUpdate) -> list[tuple[int, int, Strip]]:
    """Column, line and strip of each part of a partial update, cut as Textual cuts it."""
    found: list[tuple[int, int, Strip]] = []
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > x2 or end <= x1:
                continue
            whole = x1 <= x < x2 and end <= x2
            found.append((x, y, strip if whole else strip.crop(0, min(end, x2) - x)))
    return found


def _sgr(style: Style, colours: Any) -> str:
    """A style's SGR codes, without those that only say "the terminal's own colour"."""
    codes = style._ansi
    if codes is None:
        codes = Strip.render_ansi(style, colours or ColorSystem.TRUECOLOR)
    if not codes or ("39" not in codes and "49" not in codes):
        return codes
    return _without_defaults(codes)


def _without_defaults(codes: str) -> str:
    kept: list[str] = []
    parts = iter(codes.split(";"))
    for part in parts:
        if part in ("38", "48"):
            mode = next(parts)
            kept += [part, mode, *(next(parts) for _ in range(3 if mode == "2" else 1))]
        elif part not in ("39", "49"):
            kept.append(part)
    return ";".join(kept)


class _Bell(threading.Event):
    """An event that wakes whoever waits for a descriptor."""

    def __init__(self) -> None:
        super().__init__()
        self.waking, self._rope = os.pipe()

    def set(self) -> None:
        if not self.is_set():
            os.write(self._rope, b".")
        super().set()

    def clear(self) -> None:
        if self.is_set():
            os.read(self.waking, 64)
        super().clear()


def _sized(driver_class: type[Any]) -> type[Driver]:
    """`driver_class` (Textual's for Unix), drawing on the terminal and asking it for its size, and at rest while nobody
    types: Textual's looks ten times a second."""

    class SizedDriver(driver_class):  # type: ignore[misc]
        _file: Any
        fileno: int
        exit_event: threading.Event

        def __init__(self, app: App[None], **settings: Any) -> None:
            super().__init__(app, **settings)
            self._file = screen_file() or self._file
            self.exit_event = self._bell = _Bell()

        def run_input_thread(self) -> None:
            """Takes what is typed, until the bell rings."""
            parser, decode = XTermParser(self._debug), getincrementaldecoder("utf-8")().decode
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                selector.register(self._bell.waking, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    until = parser._timeout_time  # of what has begun, and may be a lone Escape
                    found = selector.select(None if until is None else max(0.0, until - get_time()))
                    if any(key.fd == self.fileno for key, _ in found):
                        if not (typed := os.read(self.fileno, 4096)):
                            return  # the terminal is gone, and its hang-up ends the deck
                        for event in parser.feed(decode(typed)):
                            self.process_message(event)
                    for event in parser.tick():
                        self.process_message(event)

        def _get_terminal_size(self) -> tuple[int, int]:
            size: tuple[int, int] = tty_size() or super()._get_terminal_size()
            return size

    return SizedDriver


def _paced(driver_class: type[Any]) -> type[Driver]:
    """`driver_class` (Textual's for Unix) with a known backlog, and an end even where the terminal takes nothing."""

    class PacedDriver(driver_class):  # type: ignore[misc]
        _file: Any

        def __init__(self, app: App[None], **settings: Any) -> None:
            super().__init__(app, **settings)
            self._paced = PacedFile(self._file, self._tell_idle)
            self._file = self._paced

        @property
        def backlog(self) -> int:
            """Characters that were written and haven't gone out."""
            return self._paced.queued - self._paced.written

        def write(self, data: str) -> None:
            """Hand over to the writer's thread. A bell for a terminal that has taken nothing for long is dropped."""
            writer = self._writer_thread
            if writer is not None and not writer._queue.full():
                self._paced.queued += len(data)
                writer.write(data)

        def start_application_mode(self) -> None:
            """The terminal is blank now, whatever it showed before."""
            self._paced.queued = self._paced.written = 0
            self._paced.open()
            super().start_application_mode()
            if isinstance(self._app, ThinDisplay):
                # Perhaps from a signal's handler, after ctrl+z.
                self._loop.call_soon_threadsafe(self._app.forget_terminal)

        def close(self) -> None:
            """Stop writing, soon even where the terminal takes nothing."""
            self._paced.give_up_soon()
            super().close()
            self._paced.close()

        def _tell_idle(self) -> None:
            # From the writer's thread; the loop may be gone when the last words leave.
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._app._terminal_ready)

    return PacedDriver
