"""The report of a shift: its facts, and that no writer lets markup or formulas of others through."""

import json
from datetime import UTC, timedelta
from pathlib import Path

import msgspec
import pytest
from lxml import html as lxml_html

from orderdeck.data.reports.shift import HOUR, Shift, shift
from orderdeck.tui.cli.commands import run_command
from orderdeck.tui.i18n import Language, phrases, use
from orderdeck.tui.present import report
from orderdeck.tui.present.report.markdown import escaped
from orderdeck.tui.terminal import exit_codes as exits
from tests.desk.make_desk import NOON, Bench, order, us
from tests.engine import new_paths

EVIL = '<script>alert(1)</script> | [x](http://a.b) =cmd|"/c calc"!A1 \x1b[31m\u202e `x` *b*'


@pytest.fixture
def bench(tmp_path: Path) -> "Bench":
    return Bench(new_paths(tmp_path / "exports"))


@pytest.fixture
def facts(bench: Bench) -> Shift:
    """A shift of eight hours up to noon: five orders before it, four in it, one late; two operators."""
    begin = NOON - timedelta(hours=8)
    old = [order(n) for n in range(5)]
    old[0] = order(0, ship_by=NOON - timedelta(hours=3), remark="where is it")
    bench.load(*old, at=begin - timedelta(days=1), loaded=begin - timedelta(days=1))
    bench.load(*[order(n, shop="shop2") for n in range(10, 14)], at=begin, loaded=begin + timedelta(hours=2))
    keys = [f"aliexpress:{n}" for n in range(5)]

    def act(hours: float, kind: str, key: str | None, who: str, **rest: object) -> str:
        return bench.act(kind, key, who, at=us(begin + timedelta(hours=hours)), **rest).id

    act(-3, "note", keys[1], "li", data={"text": "before the shift"})
    act(1, "claim", keys[1], "li", id="x.claim")
    act(1, "done", keys[1], "li", id="x")
    act(5, "done", keys[2], "li")
    undone = act(5.5, "done", keys[3], "wang")
    act(6, "undo", keys[3], "wang", undoes=undone, data={"kind": "done"})
    act(6, "claim", keys[4], "wang")
    act(7, "hand_over", keys[4], "wang", data={"to": "li", "note": EVIL})
    act(7, "restock", None, "wang", sku="SKU-3-1", data={"supplier": "s", "quantity": 2})
    act(7, "stock_word", None, "wang", sku="SKU-3-1", data={"word": "out"})
    desk = bench.desk(hooks=None)
    made = shift(desk, us(begin))
    bench.close()
    return made


def test_what_came_in_and_was_done_is_counted_by_the_hour(facts: Shift) -> None:
    assert facts.arrived == 4
    assert facts.files == 1
    assert sum(slot.completed for slot in facts.slots) == 2
    assert [slot.at % HOUR for slot in facts.slots] == [0] * len(facts.slots)
    assert next(slot.arrived for slot in facts.slots if slot.arrived) == 4
    assert facts.arrived_open == [("aliexpress", "shop2", 4)]


def test_operators_are_credited_with_what_counts_and_no_more(facts: Shift) -> None:
    people = {one.operator: one for one in facts.people}
    assert people["li"].acts == {"done": 2}
    assert (people["li"].done, people["li"].orders, people["li"].holds) == (2, 2, 1)
    assert people["wang"].done == 0
    assert "undo" not in people["wang"].acts


def test_what_is_left_late_and_short_is_the_desks_own_count(facts: Shift) -> None:
    assert sum(one.count for one in facts.queues) == 7
    assert [one.order_key for one in facts.late] == ["aliexpress:0"]
    assert facts.late[0].holder == ""
    assert facts.stock_known
    assert [one.sku.sku for one in facts.shorts] == ["SKU-3-1"]
    assert [act.kind for act in facts.shorts[0].acts] == ["restock", "stock_word"]


def test_questions_name_who_asks_whom_about_what(facts: Shift) -> None:
    [question] = facts.questions
    assert (question.operator, question.to, question.order_key) == ("wang", "li", "aliexpress:4")
    assert question.open


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_of_others_gets_through_as_markup(facts: Shift, language: Language) -> None:
    use(language)
    document = report.document(facts, "desk <i>", None)
    page = report.html(document)
    tree = lxml_html.fromstring(page)
    assert not tree.xpath("//script | //a | //i[not(@class)] | //img | //*[@onclick]")
    assert tree.get("lang") == language
    assert tree.xpath("count(//svg)") == 2
    assert "<script>alert(1)</script>" in str(tree.xpath("string()"))
    for made in (page, report.markdown(document), report.text(document)):
        assert "\x1b" not in made
        assert "\u202e" not in made
    marked = report.markdown(document)
    assert "<script" not in marked
    assert "[x](" not in marked
    cells = [line for line in marked.splitlines() if "alert" in line]
    assert cells[0].replace("\\|", "").count("|") == 7


def test_a_cell_that_begins_like_a_formula_is_text_in_a_sheet_too(facts: Shift) -> None:
    document = report.document(facts, "=1+1", None)
    assert document.subtitle.startswith("'=1+1")


def test_markdown_makes_no_links_of_addresses() -> None:
    made = escaped("see https://a.b, www.c.d or x@y.z")
    assert all(sign not in made for sign in ("https:", "www.", "x@"))


def test_the_command_writes_each_form(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], facts: Shift, bench: Bench
) -> None:
    folder = bench.paths.exports

    def run(*words: object) -> tuple[int, str]:
        capfd.readouterr()
        return run_command([str(word) for word in ("report", folder, *words)]), capfd.readouterr().out

    assert "Shift report" in run()[1]
    assert run("--language", "zh")[1].startswith("交班报告")
    assert run("--md")[1].startswith("# Shift report")
    assert json.loads(run("--json", "--since", "2026-09-01")[1])["arrived"] == 9
    out = tmp_path / "r.html"
    assert run("--out", out) == (exits.OK, "")
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert out.stat().st_mode & 0o077 == 0
    assert run("--html", "--md")[0] == exits.USAGE
    assert run("--since", "whenever")[0] == exits.USAGE
    assert run("--out", tmp_path / "nowhere" / "r.md")[0] == exits.DESK


def test_what_somebody_did_is_told_to_its_end(facts: Shift) -> None:
    use("en")
    kinds = [*phrases.ACTS][:20]
    people = [msgspec.structs.replace(facts.people[0], acts=dict.fromkeys(kinds, 1))]
    long = msgspec.structs.replace(facts, people=people)
    told = report.text(report.document(long, "desk", UTC))
    assert all(f"{phrases.act(kind)} 1" in told for kind in kinds)


def test_a_desk_without_stock_figures_calls_nothing_short(bench: Bench) -> None:
    bench.load(order(1))
    desk = bench.desk(hooks=None)
    made = shift(desk, us(NOON - timedelta(hours=1)))
    assert not made.stock_known
    assert "No stock figures are known." in report.text(report.document(made, "d", None))
    bench.close()


def test_a_long_shift_is_told_by_days(bench: Bench) -> None:
    bench.load(order(1), loaded=NOON - timedelta(days=3))
    desk = bench.desk(hooks=None)
    made = shift(desk, us(NOON - timedelta(days=5)))
    assert made.slot_span == 24 * HOUR
    assert sum(slot.arrived for slot in made.slots) == 1
    bench.close()


def test_what_came_in_is_open_by_the_same_count_as_what_is_left(bench: Bench) -> None:
    """Of three that came in one is done here and one sleeps: two are left, of the same shop."""
    begin = NOON - timedelta(hours=8)
    bench.load(*[order(n, shop="shop2") for n in range(3)], at=begin, loaded=begin + timedelta(hours=1))
    bench.act("done", "aliexpress:0", "li", at=us(begin + timedelta(hours=2)))
    until = us(NOON + timedelta(hours=5))
    bench.act("snooze", "aliexpress:1", "li", at=us(begin + timedelta(hours=2)), data={"until": until})
    told = shift(bench.desk(hooks=None), us(begin))
    assert told.arrived_open == [("aliexpress", "shop2", 2)]
    assert sum(one.count for one in told.queues) == 2
