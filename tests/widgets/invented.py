"""Made-up orders, queues and files, the same at each run, for widgets to show."""

import random
from collections.abc import Sequence

from orderdeck.widgets.model import (
    Block,
    Cell,
    Column,
    Fact,
    ListRow,
    Para,
    Piece,
    RailItem,
    RailSection,
    Row,
    plain,
)

COLUMNS = (
    Column(key="left", title="left", width=6, align="right", live=True),
    Column(key="order", title="order", width=16),
    Column(key="why", title="why", flex=2, min_width=8, max_width=30),
    Column(key="pcs", title="pcs", width=4, align="right", drop=1),
    Column(key="total", title="total", width=11, align="right", drop=3),
    Column(key="country", title="to", width=2, drop=2),
    Column(key="buyer", title="buyer", flex=1, min_width=10, max_width=22, drop=5),
    Column(key="items", title="items", flex=3, min_width=14, drop=4),
)
BUYERS = (
    "Иванов Сергей",
    "王小明",
    "María Núñez",
    "Jürgen Groß",
    "李娜",
    "Ольга Петрова",
    "J. Smith",
    "João Conceição",
)
ITEMS = (
    "【正品】无线蓝牙耳机 TWS 降噪 × 2",
    "Wireless earbuds [black] × 12",
    "Чехол для iPhone 15, синий × 3",
    "USB-C 快充线 2m 编织 × 40",
    "Mechanical keyboard, 87 keys, ISO-DE × 1",
    "LED 灯带 5m RGB (含遥控器) × 6",
)
WHY = (
    "short 3 of 12",
    "wholesale: 40 pcs",
    "DHL Express",
    "地址要改",
    "invoice asked",
    "изменить цвет",
    "late",
    "",
)
COUNTRIES = ("RU", "ES", "FR", "BR", "US", "KZ", "PL", "DE")


class Orders:
    """Made-up orders without end, the same for a seed; some may be changed, and new ones put before them."""

    def __init__(self, count: int, changed: frozenset[int] = frozenset(), new: int = 0) -> None:
        self.count, self.changed, self.new = count, changed, new

    @property
    def row_count(self) -> int:
        return self.count + self.new

    def key(self, index: int) -> str:
        return f"{8_201_000_000_000_000 + (index - self.new) * 7919}"

    def find(self, key: str) -> int | None:
        place, rest = divmod(int(key) - 8_201_000_000_000_000, 7919)
        return place + self.new if rest == 0 and -self.new <= place < self.count else None

    def cells(self, index: int) -> Sequence[Cell]:
        place = index - self.new
        pick = random.Random(place)
        hours = place // 3 - 9
        tone = "late" if hours < 0 else "due" if hours < 24 else ""
        left = f"{hours}h" if hours < 48 else f"{hours // 24}d"
        why = "changed just now" if place in self.changed else WHY[place % len(WHY)]
        return (
            Cell(left, tone),
            Cell(self.key(index)),
            Cell(why, "due" if "short" in why else ""),
            Cell(str(pick.randint(1, 60))),
            Cell(f"{pick.randint(300, 99999) / 100:.2f} USD"),
            Cell(pick.choice(COUNTRIES), "dim"),
            Cell(pick.choice(BUYERS)),
            Cell(pick.choice(ITEMS), "dim"),
        )

    def marker(self, index: int) -> Piece | None:
        place = index - self.new
        if place < 0 or place % 11 == 0:
            return Piece("+", "fresh")
        return Piece("@", "accent") if place % 7 == 3 else None


QUEUES = (
    ("cancel", "Cancel requests", 3, 1, 1),
    ("stock", "Stock-outs 缺货", 128, 4, 9),
    ("unpaid", "Wholesale, unpaid", 17, 0, 0),
    ("remarks", "Remarks 备注", 42, 2, 0),
    ("wholesale", "Wholesale", 9, 0, 1),
    ("express", "Express", 31, 5, 0),
    ("standard", "Standard", 29_770, 12, 0),
    ("hold", "On hold", 0, 0, 0),
    ("awaiting", "Awaiting payment", 211, 0, 0),
)


def sections() -> tuple[RailSection, ...]:
    """The rail's content."""
    items = tuple(
        RailItem(key=key, title=title, hint=str(place), count=count, fresh=fresh, late=late, asleep=place % 3)
        for place, (key, title, count, fresh, late) in enumerate(QUEUES, 1)
    )
    lenses = (
        RailItem(key="due", title="Due", count=214, late=11),
        RailItem(key="mine", title="Mine", count=2),
    )
    own = (
        RailItem(key="bad", title="Brazil 巴西", error="no such column"),
        RailItem(key="x", title="Big ones"),
    )
    return RailSection("queues", items), RailSection("panels", own), RailSection("lenses", lenses)


def blocks(cells: Sequence[Cell]) -> tuple[Block, ...]:
    """The detail pane's content."""
    head = Block(
        "order",
        (
            Fact("status", plain("等待您发货 · to be shipped")),
            Fact("ship by", (Piece("2026-03-14 08:00"), Piece("  in 5 h", "due"))),
            Fact("paid", plain("2026-03-11 17:22")),
            Fact("total", plain(cells[4].text, "bold")),
            Fact("service", plain("AliExpress Standard Shipping")),
        ),
        aside="AliExpress · 店铺一",
    )
    why = Block(
        "why here", (Para(plain("short: 3 of 12 of CASE-15-BL · wholesale: 12 pieces in one line", "due")),)
    )
    lines = Block(
        "lines",
        (
            Row(
                (
                    Cell("12", align="right"),
                    Cell("CASE-15-BL"),
                    Cell("Чехол для iPhone 15, силиконовый, синий [blue]"),
                )
            ),
            Row(
                (
                    Cell("2", align="right"),
                    Cell("TWS-9"),
                    Cell("【正品】无线蓝牙耳机 TWS 降噪 入耳式 运动防水"),
                )
            ),
        ),
    )
    remark = Block(
        "remark",
        (Para(plain("请改地址：广州市天河区… Пожалуйста, положите счёт. [/b] Don't fold!")),),
        aside="address · invoice",
    )
    to = Block("to", (Para(plain(f"{cells[6].text}\nул. Ленина 12, кв. 5\n101000 Москва\n{cells[5].text}")),))
    history = Block(
        "history",
        (
            Row((Cell("03-11 17:22", "dim"), Cell("paid"))),
            Row((Cell("03-11 17:20", "dim"), Cell("placed"))),
            Row((Cell("03-12 09:00", "dim"), Cell("read from orders-20260312.xlsx, row 17"))),
        ),
    )
    return head, why, lines, remark, to, history


def intake() -> list[ListRow]:
    """The list panel's content."""
    rows = [ListRow(key="h1", pieces=plain("today"), heading=True)]
    for place in range(40):
        refused = place % 7 == 5
        state = Piece("refused ", "error") if refused else Piece("loaded  ", "ok")
        name = f"订单导出_2026031{place % 10}_{place}.xlsx" if place % 2 else f"orders-{place}.csv"
        aside = plain("no order id column" if refused else f"{place * 13} orders", "dim")
        detail = (
            (plain("row 17: id ruined by Excel (3.03127E+15)"), plain("row 40: no date [x]"))
            if place % 3 == 0
            else ()
        )
        rows.append(ListRow(key=str(place), pieces=(state, Piece(name)), aside=aside, detail=detail))
        if place == 12:
            rows.append(ListRow(key="h2", pieces=plain("yesterday"), heading=True))
    return rows
