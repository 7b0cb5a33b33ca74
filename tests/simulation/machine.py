"""The state machine: what may happen to a desk, and that after each step it is what the model says.

Everything is drawn from one seed: files and when they come, what operators do, how the clock moves, where it dies.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from orderdeck.data.actions import Outcome, Request, redo, take_next, undo, undoable, withdraw
from orderdeck.data.stock.acts.scripted import act as act_of_script
from tests.simulation.crash import Kill, Killed
from tests.simulation.drawn import (
    AGES,
    CONTENTS,
    FILES,
    KILLS,
    OPERATOR,
    ORDER,
    ORDER_ACTS,
    SKU,
    STOCK_ACTS,
    WORDS,
    Drawn,
    Naming,
)  # fmt: skip
from tests.simulation.model.acting import Asked, Result, about_stock, act
from tests.simulation.model.desk import ModelDesk
from tests.simulation.model.files import DAY, START, Content, Picture, Row, taken_at
from tests.simulation.model.journal import Act
from tests.simulation.model.stock import key_of
from tests.simulation.model.undoing import reverse
from tests.simulation.world import World, shown

FRESH_EVERY = 10
"""Steps after which a desk that is opened anew is compared with the one that was open all along."""
AHEAD = 400 * DAY


class Simulation(RuleBasedStateMachine):
    """One run: a product, a model, and what happens to both."""

    steps = 0
    """Steps of all runs."""

    def __init__(self) -> None:
        super().__init__()
        self.model = ModelDesk(START)
        self.world = World(START)
        self.count = 0
        self.kill: Kill | None = None

    def teardown(self) -> None:
        try:
            self._compare_with_fresh()
        finally:
            self.world.close()

    # Time

    def _begin(self, seconds: int = 1) -> str:
        """A step begins: the clock moves; an id for what is done in it."""
        Simulation.steps += 1
        self.count += 1
        self.world.now = self.model.now = self.model.now + seconds
        return f"s{self.count}"

    @rule(seconds=st.sampled_from((60, 3601, 5 * 3600 + 7, 9 * 3600 + 11, 50 * 3600 + 13)))
    def time_passes(self, seconds: int) -> None:
        self._begin(seconds)

    # Files

    @initialize(orders=CONTENTS, stock=st.none() | st.integers(0, 9))
    def first_files(self, orders: Content, stock: int | None) -> None:
        self._begin()
        self._arrive([Drawn(orders, Naming.PLAIN, 0)])
        if stock is not None:
            self._arrive([Drawn(Content(stock=(("A", stock), ("B", 9 - stock))), Naming.PLAIN, 0)])

    @rule(files=FILES)
    def files_arrive(self, files: list[Drawn]) -> None:
        self._begin()
        self._arrive(files)

    @rule(which=st.integers(0, 9), naming=st.sampled_from(Naming), age=AGES, more=FILES | st.just([]))
    def old_bytes_again(self, which: int, naming: Naming, age: int, more: list[Drawn]) -> None:
        self._begin()
        contents = self.model.contents()
        self._arrive([Drawn(contents[which % len(contents)], naming, age), *more])

    @rule(which=st.integers(0, 9))
    def file_is_touched(self, which: int) -> None:
        self._begin()
        name, picture = self.model.files[which % len(self.model.files)]
        self._arrive([Drawn(picture.content, Naming.PLAIN, 0, name)])

    @rule(content=CONTENTS, naming=st.sampled_from(Naming))
    def clock_of_sender_is_ahead(self, content: Content, naming: Naming) -> None:
        self._begin()
        if content not in self.model.contents():
            self._arrive([Drawn(content, naming, -AHEAD - self.count)])

    @rule(content=CONTENTS, cut=st.integers(1, 6), refused=st.booleans())
    def torn_file(self, content: Content, cut: int, refused: bool) -> None:
        self._begin()
        if content in self.model.contents():
            return
        name, torn = f"{self.count}.csv", content.text.rstrip("\n")
        torn = torn[: torn.rindex(",", 0, torn.rindex(","))] if cut > 3 else torn[: torn.rindex(",")]
        found = self.world.put(name, torn, self.model.now)
        if refused:
            [line] = self.world.load([found])
            assert line
            assert (line.state, line.reason) == ("refused", "torn")
        else:
            self.world.load_unfinished(found)
        self.world.desk.catch_up()
        self._compare()
        self._arrive([Drawn(content, Naming.PLAIN, 0, name)])

    def _arrive(self, files: list[Drawn]) -> None:
        found, names = [], set()
        out = {one.content for one in self.model.withdrawn()}
        for place, one in enumerate(files):
            name = one.name or one.naming.name_of(f"{self.count}-{place}")
            written = self.model.now - one.age
            if name in names or one.content in out:
                continue  # whether a withdrawn file that comes again counts, nobody has laid down
            names.add(name)
            found.append(self.world.put(name, one.content.text, written))
            claimed = max(written, START - 4 * DAY - 12 * 3600) if "_2024" in name else written
            self.model.arrive(name, Picture(one.content, taken_at(claimed, self.model.now, one.content)))
        try:
            self.world.attempt(lambda: self.world.load(found), self._killed())
        except Killed:
            self.world.load(self.world.all_files())
        self.world.desk.catch_up()

    @precondition(lambda self: len(self.model.files) > 1)
    @rule(which=st.integers(0, 9), operator=OPERATOR)
    def file_is_withdrawn(self, which: int, operator: str) -> None:
        group = self._begin()
        chosen = self.model.files[which % len(self.model.files)][1]
        export = self.world.export_of(chosen.content.digest, chosen.at)
        if export is None or chosen in self.model.withdrawn():
            return
        run = [chosen, *(one for one in self.model.copies(chosen) if one != chosen)]
        known = [one for one in run if self.world.export_of(one.content.digest, one.at)]
        along = [one for one in run if one not in known]
        acts = [
            Act(
                f"{group}.{n}",
                group,
                self.model.now,
                operator,
                "withdraw",
                data={"pictures": [one, *(along if n == 0 else [])]},
            )
            for n, one in enumerate(known)
        ]
        desk = self.world.desk
        self._do(Result(acts), lambda: withdraw(desk, desk.ledger, export.export_id, operator, act_id=group))

    # Acts

    @rule(asked=ORDER_ACTS, order=ORDER, operator=OPERATOR, force=st.booleans())
    def act_on_order(self, asked: tuple[str, dict[str, Any]], order: str, operator: str, force: bool) -> None:
        kind, data = asked
        act_id, key = self._begin(), key_of(order)
        if kind == "snooze":
            data = {"until": self.model.now + data["hours"] * 3600}
        if kind == "done" and self._is_undeclared(key):
            return
        wanted = act(self.model, Asked(act_id, operator, kind, key, data, force))
        if kind == "snooze":
            data = {"until": data["until"] * 1_000_000}
        request = Request(
            kind=kind, targets=(key,), operator=operator, data=data, ids=(act_id,), group=act_id, force=force
        )
        self._do(wanted, lambda: act_of_script(self.world.desk, request))

    @rule(asked=STOCK_ACTS, order=ORDER, operator=OPERATOR)
    def act_on_stock(self, asked: tuple[str, dict[str, Any]], order: str, operator: str) -> None:
        kind, data = asked
        data = data | ({"source": key_of(data["source"])} if "source" in data else {})
        self._about_stock(kind, key_of(order), operator, data)

    @rule(sku=SKU, word=WORDS, operator=OPERATOR)
    def word_on_stock(self, sku: str, word: dict[str, Any], operator: str) -> None:
        self._about_stock("stock_word", sku, operator, word)

    def _about_stock(self, kind: str, target: str, operator: str, data: dict[str, Any]) -> None:
        act_id = self._begin()
        wanted = about_stock(self.model, Asked(act_id, operator, kind, target, data))
        request = Request(
            kind=kind, targets=(target,), operator=operator, data=data, ids=(act_id,), group=act_id
        )
        self._do(wanted, lambda: act_of_script(self.world.desk, request))

    @rule(sku=SKU, operator=OPERATOR)
    def plan_is_applied(self, sku: str, operator: str) -> None:
        """What a plan does is told by the product, and held against what there is."""
        group = self._begin()
        before = self.model.stock()
        request = Request(kind="apply_plan", targets=(sku,), operator=operator, ids=(group,))
        done = self._adopt(group, lambda: act_of_script(self.world.desk, request))
        after = self.model.stock()
        assert after.over() == before.over(), "a plan promises what isn't there"
        given = {(one.order, one.sku): one.data["quantity"] for one in done if one.kind == "allot"}
        for (order, other), pieces in given.items():
            assert order
            assert other
            assert pieces == before.proposed[order, other] + before.held.get((order, other), 0)
            assert order not in before.short, "of an order that goes without, nothing is given"

    @rule(operator=OPERATOR, queue=st.sampled_from(("standard", "remarks", "stockouts", "cancel_requests")))
    def next_is_taken(self, operator: str, queue: str) -> None:
        group = self._begin()
        desk = self.world.desk
        free = {
            key
            for key, one in self.model.orders().items()
            if one.queue == queue and not one.claimed_by and not one.asleep
        }
        done = self._adopt(group, lambda: take_next(desk, desk.ledger, queue, operator, act_id=group))
        if self.alive:
            assert [one.kind for one in done] == (["claim"] if free else [])
            assert all(one.order in free for one in done)

    @rule(operator=OPERATOR)
    def undone(self, operator: str) -> None:
        self._reverse("undo", operator)

    @rule(operator=OPERATOR)
    def done_again(self, operator: str) -> None:
        self._reverse("redo", operator)

    def _reverse(self, kind: str, operator: str) -> None:
        group, desk = self._begin(), self.world.desk
        wanted = reverse(self.model, kind, operator, group)
        if kind == "redo" and any(one.data["kind"] in NOT_PLAYED for one in wanted.acts):
            return  # whether a plan may be applied again the plan itself decides
        if any(len(self._withdrawn_by(one)) > 1 for one in wanted.acts):
            return  # files that nobody had taken note of come back once the loader looks again
        if any(self._is_undeclared(key) for key in self.model.rows()):
            return
        call = {"undo": undo, "redo": redo}[kind]
        self._do(wanted, lambda: call(desk, desk.ledger, operator, act_id=group))

    def _withdrawn_by(self, reverse: Act) -> list[Picture]:
        found = {one.id: one for one in self.model.acts}
        was = found[reverse.undoes or ""]
        was = found[was.undoes] if was.undoes else was
        pictures: list[Picture] = was.data.get("pictures", [])
        return pictures

    def _is_undeclared(self, key: str) -> bool:
        """Done here, and an export that came since has it as to be sent all the same: may be done once more. The model
        knows moments of files, not when which copy of them was noticed."""
        sql = "select undeclared from standing where order_key = ?"
        rows = self.world.desk.con.execute(sql, [key]).fetchall()
        return bool(rows and rows[0][0])

    # Disasters

    @rule(kill=KILLS)
    def will_be_killed(self, kill: Kill) -> None:
        """The next to write dies over it."""
        self.kill = kill

    @rule(how=st.sampled_from(("desk", "database", "merge", "kept")))
    def rebuilt(self, how: str) -> None:
        self._begin()
        {
            "desk": self.world.reopen, "database": self.world.lose_database, "merge": self.world.merge,
            "kept": self.world.lose_kept,
        }[how]()  # fmt: skip
        self.world.desk.catch_up()

    def _killed(self) -> Kill | None:
        kill, self.kill = self.kill, None
        return kill

    # Doing it to both

    alive = True

    def _do(self, wanted: Result, call: Callable[[], Outcome]) -> None:
        """Does what `wanted` says will be done. One who is killed over it has done all of it, or nothing."""
        try:
            outcome = self.world.attempt(call, self._killed())
        except Killed:
            there = {one.id for one in self.world.ledger.acts()}
            done = [one for one in wanted.acts if one.id in there]
            assert done in ([], wanted.acts), "half of it was done"
            self.model.acts += done
            return
        told = [one.code for one in outcome.refused] + [one.code for one in outcome.conflicts]
        known = {one.id for one in self.model.acts}
        new = [one.id for one in outcome.done if one.id not in known]
        assert (new, (told or [""])[0]) == ([one.id for one in wanted.acts], wanted.against)
        self.model.acts += wanted.acts

    def _adopt(self, group: str, call: Callable[[], Outcome]) -> list[Act]:
        """Does it, and takes over into the model what the product has written."""
        self.alive = True
        try:
            self.world.attempt(call, self._killed())
        except Killed:
            self.alive = False
        rows = self.model.rows()
        written = [one for one in self.world.ledger.acts() if one.group == group]
        made = [
            Act(
                one.id, group, one.at // 1_000_000, one.operator, one.kind, one.order_key, one.sku,
                _state(rows, one.order_key), one.data,
            )
            for one in written
        ]  # fmt: skip
        self.model.acts += made
        return made

    # What must hold

    @invariant()
    def _is_what_the_model_says(self) -> None:
        if not self.model.files:
            return
        self.world.desk.catch_up()
        self._compare()
        if self.count % FRESH_EVERY == 0:
            self._compare_with_fresh()

    def _compare(self) -> None:
        desk = self.world.desk
        agree(shown(desk), expected(self.model))
        assert [one.id for one in self.world.ledger.acts()] == [one.id for one in self.model.acts]
        for operator in ("li", "wang", "chen"):
            would = [one.id for one in self.model.would_undo(operator)]
            assert [one.id for one in undoable(desk, operator)] == would

    def _compare_with_fresh(self) -> None:
        desk, fresh = self.world.desk, self.world.another()
        try:
            agree(shown(desk), shown(fresh))
            keys = [row[0] for row in shown(desk)["orders"]]
            for now, anew in zip(_rows(desk, keys), _rows(fresh, keys), strict=True):
                assert {name for name in now if now[name] != anew[name]} == set()
            desk.check()
        finally:
            fresh.close()


NOT_PLAYED = ("plan_applied",)


def expected(model: ModelDesk) -> dict[str, Any]:
    """What a desk shows, by the model."""
    orders = {key: one for key, one in model.orders().items() if not one.finished}
    stock = model.stock()
    return {
        "orders": sorted(
            (
                key, one.row.status, one.row.remark, one.queue, one.claimed_by, one.done, one.asleep,
                sum(one.short.values()),
            )
            for key, one in orders.items()
        ),
        "owed": sorted((key, sku, n) for key, one in orders.items() for sku, n in one.row.lines),
        "stock": stock.on_hand,
        "free": stock.free,
        "held": sorted((key, sku, n) for (key, sku), n in stock.held.items()),
    }  # fmt: skip


def agree(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Raises AssertionError with what differs, where anything does."""
    other = {name: (found[name], wanted[name]) for name in wanted if found[name] != wanted[name]}
    told = "\n".join(f"{name}: it says {one}\n  and should say {two}" for name, (one, two) in other.items())
    assert not other, told


def _state(rows: dict[str, Row], key: str | None) -> Row | None:
    return rows.get(key) if key else None


def _rows(desk: Any, keys: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.board(keys).sort("order_key").to_dicts()
    return found
