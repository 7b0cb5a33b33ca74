"""Orders that newer exports no longer list, or have at an earlier step: the same in every order of arrival."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from tests.desk.make_desk import NOON, Bench, order, us
from tests.desk.vanish_model import OPEN, Listing, Model

HOUR = timedelta(hours=1)
PROFILES = {
    "full": ("yes", "to_ship", ("other",)),
    "open": ("yes", "open", ()),
    "told": ("yes", "", ()),
    "asks": ("ask", "", ()),
    "other": ("no", "", ()),
}
TOML = {"yes": "true", "no": "false", "ask": '"ask"'}


def teach(paths: DeskPaths) -> None:
    """Profiles whose exports are full pictures or not."""
    paths.profiles.mkdir(parents=True, exist_ok=True)
    for name, (whole, lists, also) in PROFILES.items():
        text = f'name = "{name}"\ntitle = {{ en = "{name}" }}\nmarketplace = "aliexpress"\n'
        text += f'[aliases]\norder_id = ["No"]\n[export]\nwhole = {TOML[whole]}\nlists = "{lists}"\n'
        text += f"also = {list(also)!r}\n".replace("'", '"')
        (paths.profiles / f"{name}.toml").write_text(text, encoding="utf-8")


def load(bench: Bench, one: Listing) -> Any:
    rows = [
        order(number, status=status, placed_at=placed, shop=one.shop)
        for number, (status, placed) in one.orders.items()
    ]
    rejects = [
        {"row": 9, "reason": "id_missing" if number is None else "date_unreadable", "order_id": number}
        for number in one.rejected
    ]
    return bench.load(*rows, at=one.at, profile=one.profile, name=one.name, rejects=rejects)


def absent(desk: Any) -> dict[str, tuple[int, bool]]:
    sql = "select order_key, epoch_us(since), gone from absent"
    return {key.rpartition(":")[2]: (since, gone) for key, since, gone in desk.con.execute(sql).fetchall()}


def sent_back(desk: Any) -> dict[str, tuple[str, str, str]]:
    rows = desk.con.execute("select order_key, why_back from sent_back").fetchall()
    found = {}
    for key, why in rows:
        _code, was, _at, before, after = why.split("|")
        found[key.rpartition(":")[2]] = (was, before, after)
    return found


NUMBERS = st.sampled_from("123456")
STATUSES = st.sampled_from([*OPEN, "to_ship", "to_ship", "shipped", "finished", "cancelled"])
PLACED = st.integers(1, 6).map(lambda days: NOON - timedelta(days=days))
DAYS = st.integers(1, 6).flatmap(lambda first: st.tuples(st.just(first), st.integers(1, first)))


@st.composite
def listings(draw: Any) -> list[Listing]:
    placed = {number: draw(PLACED) for number in "123456"}
    found = []
    for hours in draw(st.lists(st.integers(-60, 40), min_size=2, max_size=6, unique=True)):
        name = draw(st.sampled_from(list(PROFILES)))
        whole, lists, also = PROFILES[name]
        statuses = draw(st.dictionaries(NUMBERS, STATUSES, min_size=1, max_size=5))
        rejected = draw(st.sets(NUMBERS | st.none(), max_size=1)) - statuses.keys()
        days = draw(st.none() | st.none() | DAYS)
        span, file = None, f"{name}-{hours}.csv"
        if days:
            first, last = (NOON.replace(hour=0) - timedelta(days=day) for day in days)
            span = first, last + timedelta(days=1) - timedelta(microseconds=1)
            file = f"{hours}.{first:%Y%m%d}_{last:%Y%m%d}.csv"
        found.append(
            Listing(
                at=NOON + hours * HOUR,
                profile=name,
                whole=whole,
                lists=lists,
                also=also,
                name=file,
                span=span,
                shop=draw(st.sampled_from(["", "", "Red"])),
                rejected=rejected,
                orders={number: (status, placed[number]) for number, status in statuses.items()},
            )
        )
    return found


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(exports=listings(), cut=st.integers(0, 5), data=st.data())
def test_what_is_gone_and_what_goes_back_is_the_models_word_in_any_order_of_arrival(
    exports: list[Listing], cut: int, data: Any
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(DeskPaths.of(Path(folder) / "exports"))
        try:
            _play(bench, exports, cut, data)
        finally:
            bench.close()


def _play(bench: Bench, exports: list[Listing], cut: int, data: Any) -> None:
    teach(bench.paths)
    ids = {one.name: load(bench, one).export_id for one in exports[:cut]}
    desk = bench.desk(debug=False)
    for one in exports[cut:]:
        ids[one.name] = load(bench, one).export_id
        if data.draw(st.booleans()):
            desk.catch_up()
    desk.catch_up()
    desk.check()
    for one in data.draw(st.lists(st.sampled_from(exports), max_size=3)):
        one.whole = data.draw(st.sampled_from(["yes", "no"]))
        one.said = True
        kind = {"yes": "whole", "no": "partial"}[one.whole]
        bench.act(kind, data={"export": ids[one.name], "profile": one.profile})
    desk.catch_up()
    desk.check()
    model = Model(exports)
    for each in (desk, bench.desk(debug=False)):
        assert absent(each) == {key: (us(since), sure) for key, (since, sure) in model.absent().items()}
        assert sent_back(each) == model.sent_back()
    keys = [f"aliexpress:{number}" for number in model.open_orders()]
    fresh = bench.desks[-1]
    assert desk.board(keys).sort("order_key").equals(fresh.board(keys).sort("order_key"))
    gone = {number for number, (_since, sure) in model.absent().items() if sure}
    for row in desk.board(keys).to_dicts():
        is_gone = row["order_id"] in gone
        assert (row["queue"] == "on_hold" and row["stage"] == "gone") == is_gone
        assert ("gone" in row["badges"]) == is_gone
        assert ("absent" in row["badges"]) == (row["order_id"] in model.absent() and not is_gone)
        assert ("sent_back" in row["badges"]) == (row["order_id"] in model.sent_back())
        assert not is_gone or (row["deadline"] is None and not row["due"])
    assert set(desk.keys("gone")) == {f"aliexpress:{number}" for number in model.absent()}
    assert set(desk.keys("back")) == {f"aliexpress:{number}" for number in model.sent_back()}
