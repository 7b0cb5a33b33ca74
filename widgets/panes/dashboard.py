"""The dashboard: the first rows of several queues at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import events
from textual.containers import Container, Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.drawn import Drawn
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.model import Column, PanelView, Piece, Pieces, TableSource
from orderdeck.widgets.panes.charts import Charts
from orderdeck.widgets.pieces import wrap_pieces
from orderdeck.widgets.table.order_table import OrderTable

LEAST_WIDTH = 46
"""A panel narrower than this shows too little of an order; below two of it the panels stand in one column."""


class PanelTitle(Drawn):
    """The line over a panel: number, title, what is new and late, count."""

    DEFAULT_CSS = """
    PanelTitle { height: 1; }
    """

    def __init__(self, view: PanelView) -> None:
        super().__init__()
        self.view = view
        self.lit = False

    def set_view(self, view: PanelView, lit: bool) -> None:
        """Show this; `lit` where the panel has the focus."""
        if (view, lit) != (self.view, self.lit):
            self.view, self.lit = view, lit
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line, filled up with a rule."""
        view = self.view
        sign = glyphs.cursor if self.lit else glyphs.rule
        left = [
            Piece(f"{sign} ", "accent" if self.lit else "dim"),
            Piece(f"{view.hint} " if view.hint else "", "key"),
        ]
        left.append(Piece(f"{view.title} ", "title" if self.lit else "heading"))
        right: list[Piece] = []
        if view.fresh:
            right.append(Piece(f" +{view.fresh}", "fresh"))
        if view.late:
            right.append(Piece(f" {view.late}{glyphs.late}", "late"))
        count = glyphs.ellipsis if view.count is None else str(view.count)
        right.append(Piece(f" {glyphs.late if view.error else count} ", "error" if view.error else "bold"))
        room = self.content_size.width - sum(cell_len(piece.text) for piece in (*left, *right)) - 1
        return self.strip([*left, Piece(glyphs.rule * max(0, room), "dim")], right)


class Folded(Drawn):
    """What stands under the panels, on as many lines as it takes: which views have none, and why."""

    DEFAULT_CSS = """
    Folded { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pieces: Pieces = ()
        self._lines: list[Pieces] = []

    def set_pieces(self, pieces: Pieces) -> None:
        """Show these."""
        if pieces != self._pieces:
            self._pieces = pieces
            self._fit()
            self.refresh()

    def on_resize(self) -> None:
        """Another width: it may need more lines, or fewer."""
        self._fit()

    def _fit(self) -> None:
        width = self.content_size.width
        self._lines = wrap_pieces(self._pieces, width - 1) if width else []
        height = max(1, len(self._lines))
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        return self.strip((Piece(" "), *self._lines[y])) if y < len(self._lines) else self.blank()


class Panel(Vertical):
    """A title over a table."""

    DEFAULT_CSS = """
    Panel { height: 1fr; width: 1fr; }
    """

    def __init__(self, view: PanelView, columns: Sequence[Column]) -> None:
        super().__init__()
        self.view = view
        self.title_line = PanelTitle(view)
        self.table = OrderTable(columns, quiet=True)
        self.table.set_empty_text(view.empty)

    def compose(self) -> Iterable[Drawn]:
        """Title line, table."""
        yield self.title_line
        yield self.table

    def set_view(self, view: PanelView) -> None:
        """The title line, and what to say where there are no rows."""
        self.view = view
        self.light()
        self.table.set_empty_text(view.empty)
        if view.error:
            self.table.show_message(view.error, "error")

    def light(self) -> None:
        """Show in the title whether the panel has the focus."""
        self.title_line.set_view(self.view, self.table.has_focus)

    def on_descendant_focus(self) -> None:
        """The focus came."""
        self.light()

    def on_descendant_blur(self) -> None:
        """The focus went."""
        self.light()


class Dashboard(Vertical):
    """Charts over panels in a grid that follows the size, each a title line over a small order table; a line about the
    views that have no panel.

    Row messages come from the panels' `OrderTable`s; `panel_of(table)` says which view they belong to.
    """

    DEFAULT_CSS = """
    Dashboard { height: 1fr; width: 1fr; }
    Dashboard > #panels { layout: grid; grid-size: 2; grid-gutter: 0 2; height: 1fr; width: 1fr; }
    """

    @dataclass
    class PanelChosen(Message):
        """The operator went to a panel's view as a whole (a click on its title, or `choose`)."""

        dashboard: "Dashboard"
        key: str

        @property
        def control(self) -> "Dashboard":
            """The dashboard."""
            return self.dashboard

    def __init__(
        self,
        columns: Sequence[Column] = (),
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._columns = tuple(columns)
        self._panels: dict[str, Panel] = {}
        self.charts = Charts()
        self.folded = Folded()
        self._grid = Container(id="panels")

    def compose(self) -> Iterable[Widget]:
        """Charts, the grid of panels, the line about the rest."""
        yield self.charts
        yield self._grid
        yield self.folded

    def set_columns(self, columns: Sequence[Column]) -> None:
        """The columns of all panels; they drop out by priority as everywhere."""
        self._columns = tuple(columns)
        for panel in self._panels.values():
            panel.table.set_columns(columns)

    async def set_panels(self, views: Sequence[PanelView]) -> None:
        """Which panels there are, in order; those that stay keep cursor and rows."""
        wanted = [view.key for view in views]
        for key in [key for key in self._panels if key not in wanted]:
            await self._panels.pop(key).remove()
        for view in views:
            if view.key in self._panels:
                self._panels[view.key].set_view(view)
            else:
                self._panels[view.key] = Panel(view, self._columns)
                await self._grid.mount(self._panels[view.key])
        self._panels = {key: self._panels[key] for key in wanted}
        order = {panel: place for place, panel in enumerate(self._panels.values())}
        self._grid.sort_children(key=lambda child: order[child] if isinstance(child, Panel) else len(order))
        self._arrange()

    def update_panel(
        self, view: PanelView, source: TableSource | None = None, columns: Sequence[Column] | None = None
    ) -> None:
        """A panel's title line, and its rows where given, with columns of their own where they have them. A view that
        has no panel is passed over."""
        panel = self._panels.get(view.key)
        if panel is None:
            return
        if source is not None:
            panel.table.set_source(source, columns=columns)
        panel.set_view(view)

    def panel_of(self, table: OrderTable) -> str | None:
        """The key of the view that `table` shows."""
        return next((key for key, panel in self._panels.items() if panel.table is table), None)

    def table_of(self, key: str) -> OrderTable | None:
        """The table of a view."""
        panel = self._panels.get(key)
        return None if panel is None else panel.table

    @property
    def current(self) -> str | None:
        """The view whose panel has the focus."""
        return next((key for key, panel in self._panels.items() if panel.table.has_focus), None)

    def focus_panel(self, key: str) -> bool:
        """Focus a panel by its view; False where there is none."""
        panel = self._panels.get(key)
        if panel is not None:
            panel.table.focus(scroll_visible=False)
        return panel is not None

    def focus_next_panel(self, step: int = 1) -> None:
        """Focus the next panel, or the previous with -1."""
        keys = list(self._panels)
        if keys:
            here = keys.index(self.current) if self.current is not None else -1 if step > 0 else 0
            self.focus_panel(keys[(here + step) % len(keys)])

    def choose(self) -> None:
        """Posts `PanelChosen` for the focused panel."""
        if self.current is not None:
            self.post_message(self.PanelChosen(self, self.current))

    def on_resize(self) -> None:
        """Another size: one column of panels, two or three."""
        self._arrange()

    def on_click(self, event: events.Click) -> None:
        """A panel's title chooses its view."""
        if isinstance(event.widget, PanelTitle):
            self.post_message(self.PanelChosen(self, event.widget.view.key))

    def _arrange(self) -> None:
        columns = max(1, min(3, self.size.width // LEAST_WIDTH, len(self._panels) or 1))
        if self._grid.styles.grid_size_columns != columns:
            self._grid.styles.grid_size_columns = columns
