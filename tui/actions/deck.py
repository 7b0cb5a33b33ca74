"""Actions of the deck itself: moving, looking, marking, filtering, panels."""

from typing import Final

from orderdeck.tui.actions import disabled_reasons as why
from orderdeck.tui.actions.model import Action, Scope
from orderdeck.tui.i18n import N_

_L, _D = Scope.LIST, Scope.DECK

MOVES: Final = (
    Action("move.down", N_("Down"), N_("Next row"), ("j", "down"), _D),
    Action("move.up", N_("Up"), N_("Row before"), ("k", "up"), _D),
    Action("move.first", N_("First"), N_("First row"), ("g", "home"), _D),
    Action("move.last", N_("Last"), N_("Last row"), ("G", "end"), _D),
    Action("move.half_down", N_("Half page down"), N_("Half a page down"), ("ctrl+d",), _D),
    Action("move.half_up", N_("Half page up"), N_("Half a page up"), ("ctrl+u",), _D),
    Action("move.page_down", N_("Page down"), N_("A page down"), ("pagedown",), _D),
    Action("move.page_up", N_("Page up"), N_("A page up"), ("pageup",), _D),
    Action("move.right", N_("Pane to the right"), N_("Focus the pane to the right"), ("right",), _D),
    Action("move.left", N_("Pane to the left"), N_("Focus the pane to the left"), ("left",), _D),
)

_ORDINALS: Final = (
    N_("Go to queue 1"),
    N_("Go to queue 2"),
    N_("Go to queue 3"),
    N_("Go to queue 4"),
    N_("Go to queue 5"),
    N_("Go to queue 6"),
    N_("Go to queue 7"),
    N_("Go to queue 8"),
    N_("Go to queue 9"),
    N_("Go to queue 10"),
)

LIST: Final = (
    Action(
        "order.open",
        N_("Open"),
        N_("Everything about the order: lines, remark, reasons, history, its file"),
        ("enter",),
        _L,
        why.one_order,
        footer=2,
    ),
    Action(
        "list.filter",
        N_("Filter"),
        N_(
            "Only orders with these words; country:FR sku:A1,B2 pieces:>10 is:late -paid; OR between alternatives"
        ),
        ("slash",),
        _L,
        why.not_ready,
        footer=7,
    ),
    Action(
        "mark.toggle",
        N_("Mark"),
        N_("Mark or unmark the order and go on"),
        ("space",),
        _L,
        why.one_order,
        footer=3,
    ),
    Action(
        "mark.range",
        N_("Mark range"),
        N_("Begin a range here; again: mark all up to the cursor"),
        ("V",),
        _L,
        why.one_order,
    ),
    Action("mark.all", N_("Mark all"), N_("Mark every order shown"), ("asterisk",), _L, why.nothing_shown),
    Action("mark.clear", N_("Clear marks"), N_("Take all marks away"), ("underscore",), _L, why.no_marks),
    Action(
        "list.sort",
        N_("Sort"),
        N_("Sort by a column and a direction of your choice, or in the queue's own order"),
        ("o",),
        _L,
        why.nothing_shown,
    ),
    Action(
        "list.counts",
        N_("Counts"),
        N_(
            "Count the orders shown by country, SKU, supplier, service and more; filter for the one you choose"
        ),
        ("number_sign",),
        _L,
        why.nothing_shown,
    ),
    Action("list.reverse", N_("Reverse"), N_("Turn the sorting round"), ("O",), _L, why.nothing_shown),
    Action(
        "question.keep",
        N_("Keep as a panel"),
        N_("Keep the question whose orders are shown as a panel of your own, asked anew at each change"),
        ("K",),
        _L,
        why.no_question,
        footer=8,
        footer_in="asked",
    ),
    Action(
        "list.export",
        N_("Export"),
        N_(
            "Rows as shown, orders, order lines, a picking list, packing slips, upload files of shipments or files by "
            "column maps of your own to the outbox: of the marked orders, else of all that is shown"
        ),
        ("E",),
        _L,
        why.nothing_shown,
        outward=True,
    ),
)

DECK: Final = (
    Action("view.next", N_("Next queue"), N_("Next queue or lens"), ("tab",), _D, footer=1),
    Action("view.previous", N_("Queue before"), N_("Queue or lens before"), ("shift+tab",), _D),
    *(
        Action(
            f"view.{place}",
            _ORDINALS[place - 1],
            N_("Go to the queue with this number"),
            (str(place % 10),),
            _D,
            listed=place == 1,
        )
        for place in range(1, 11)
    ),
    Action(
        "find.order",
        N_("Find"),
        N_("Open any order by its number, finished ones too"),
        ("f",),
        _D,
        why.not_ready,
        footer=8,
    ),
    Action(
        "act.undo",
        N_("Undo"),
        N_("Undo your last act; again for the one before"),
        ("u",),
        _D,
        why.no_undo,
        footer=9,
    ),
    Action("act.redo", N_("Redo"), N_("Do again what was undone"), ("ctrl+r",), _D, why.no_redo),
    Action(
        "panel.intake",
        N_("Files"),
        N_("Files that arrived, what became of them, and every rejected row"),
        ("i",),
        _D,
        why.not_ready,
        footer=10,
    ),
    Action(
        "gone.answer",
        N_("Full list?"),
        N_("Say whether an export that no longer lists open orders is the full list: then they are gone"),
        ("F",),
        _D,
        why.not_ready,
        undoable=True,
    ),
    Action("panel.journal", N_("Journal"), N_("Who did what, and when"), ("J",), _D, why.not_ready),
    Action(
        "panel.people",
        N_("Who is here"),
        N_("Operators, what they hold and when they were last active"),
        ("w",),
        _D,
        why.not_ready,
    ),
    Action(
        "panel.report",
        N_("Shift report"),
        N_("What came in, who did what, what is left, late, short and handed over"),
        ("R",),
        _D,
        why.not_ready,
    ),
    Action(
        "panel.dashboard",
        N_("Dashboard"),
        N_("Several queues at once and the hours of the day, from 120×36; a number goes to a queue's panel"),
        ("D",),
        _D,
        why.not_ready,
    ),
    Action(
        "question.ask",
        N_("Ask in SQL"),
        N_("One SELECT over the desk's tables; with order_key its orders are a list to work on"),
        ("Q",),
        _D,
        why.not_ready,
    ),
    Action(
        "app.palette",
        N_("Commands"),
        N_("Find anything by a word of it: commands, queues, order numbers, SKUs, buyers"),
        ("colon", "ctrl+p"),
        _D,
        footer=11,
    ),
    Action(
        "app.help", N_("Help"), N_("All keys, from the deck's own list"), ("question_mark",), _D, footer=12
    ),
    Action("app.language", N_("中文 / English"), N_("Switch the language"), ("L",), _D),
    Action("app.theme", N_("Theme"), N_("Choose a colour theme; it is seen while you choose"), ("T",), _D),
    Action("app.privacy", N_("Privacy"), N_("Hide names, phones and addresses on the screen"), ("p",), _D),
    Action("app.redraw", N_("Redraw"), N_("Draw the whole screen anew"), ("ctrl+l",), _D),
    Action("app.back", N_("Back"), N_("One step back: prompt, panel, filter, marks"), ("escape",), _D),
    Action(
        "app.quit",
        N_("Quit"),
        N_("Leave the deck; what is done is saved already"),
        ("q", "ctrl+q"),
        _D,
        footer=13,
    ),
)
