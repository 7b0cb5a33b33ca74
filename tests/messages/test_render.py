"""Rendering: own templates, what they may not do, and hostile facts."""

import time
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.messages import MessageError, facts_of, languages_for, render, situations, title_of


def own(folder: Path, source: str, situation: str = "mine", language: str = "en") -> Path:
    file = folder / situation / f"{language}.j2"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")
    return folder


def say(folder: Path, source: str, **facts: Any) -> str:
    return render("mine", "en", facts, own(folder, source)).text


def test_an_own_template_overrides_the_packaged_one_and_adds_situations(tmp_path: Path) -> None:
    own(tmp_path, "{# Ours #}\nHi {{ buyer }}!", "ask_cancel")
    own(tmp_path, "Hallo {{ buyer }}", "mine", "de")
    message = render("ask_cancel", "en", {"buyer": "Bo"}, tmp_path)
    assert message.text == "Hi Bo!"
    assert message.template_file == str(tmp_path / "ask_cancel" / "en.j2")
    assert title_of("ask_cancel", "en", tmp_path) == "Ours"
    assert "mine" in situations(tmp_path)
    assert languages_for("mine", tmp_path) == ["de"]
    assert render("ask_cancel", "ru", {}, tmp_path).missing
    assert facts_of("mine", "de", tmp_path) == ["buyer"]


def test_a_changed_template_is_read_anew(tmp_path: Path) -> None:
    assert say(tmp_path, "one") == "one"
    assert say(tmp_path, "one and two") == "one and two"


def test_what_is_optional_stays_out_and_what_is_stated_is_marked(tmp_path: Path) -> None:
    message = render(
        "mine", "en", {}, own(tmp_path, "{% if a %}A {{ a }}{% endif %}{{ b }} {{ c.d }} {{ b }}")
    )
    assert message.text == "⟦b⟧ ⟦c.d⟧ ⟦b⟧"
    assert message.missing == ["b", "c.d"]
    assert not message.sendable


def test_a_missing_list_and_a_missing_column_are_noted(tmp_path: Path) -> None:
    source = "x{% for item in items %}{{ item.title }} {{ item.sku }};{% endfor %}"
    assert render("mine", "en", {}, own(tmp_path, source)).missing == ["items"]
    message = render("mine", "en", {"items": [{"title": "Bowl", "sku": None}]}, tmp_path)
    assert not message.sendable


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ ''['__class__'] }}",
        "{{ buyer.__class__.__mro__ }}",
        "{{ ''|attr('__class__') }}",
        "{{ buyer.format }}",
        "{{ '{0.__class__}'.format(buyer) }}",
        "{{ items.append(1) }}",
        "{{ lipsum.__globals__ }}",
        "{{ self.__init__ }}",
        "{{ self }}",
        "{{ turn() }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% set x = 1 %}",
        "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
        "{% block a %}{{ self.a() }}{% endblock %}",
    ],
)
def test_ways_out_of_the_sandbox_are_refused(tmp_path: Path, source: str) -> None:
    own(tmp_path, f"Hello {source}")
    with pytest.raises(MessageError, match="mine"):
        render("mine", "en", {"buyer": "Bo", "items": [1]}, tmp_path)


@pytest.mark.parametrize(
    "source", ["{{ lipsum }}", "{{ cycler }}", "{{ config }}", "{{ request.app }}", "{{ range.__self__ }}"]
)
def test_names_of_the_engine_are_facts_that_nobody_gave(tmp_path: Path, source: str) -> None:
    assert "⟦" in say(tmp_path, source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 1000000000 }}",
        "{{ 2 ** 2 ** 2 ** 2 ** 2 ** 2 }}",
        "{{ '%1000000000d' % 1 }}",
        "{% for a in range(1000000000) %}x{% endfor %}",
        "{% for a in range(2000) %}{% for b in range(2000) %}{% endfor %}{% endfor %}",
        "{% for a in range(1000) %}{{ buyer }}{% endfor %}",
        "{% for a in items recursive %}{{ loop(items) }}{% endfor %}",
        "{% for a in items %}{% for b in items %}{% for c in items %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ buyer ~ buyer }}",
        "{{ 'x'|center(1000000000) }}",
        "{{ '9' * 9 }}",
        "{{ range(2000)|join(buyer) }}",
        "{{ range(2000)|join(range(2000)|join(buyer)) }}",
        "{{ (range(1000)|join(buyer))|join(buyer) }}",
        "{{ 1|round(-100000000) }}",
        "{{ 1.5|round(1000000000, 'ceil') }}",
        "{{ [buyer, buyer]|indent(1000000000) }}",
        "{{ buyer|wordwrap(1) }}",
        "{{ '%999999999d'|format(1) }}",
        "{{ '%999999999d' % 1 }}",
        "{% for a in range(2000) if a < 0 %}{% endfor %}{% for a in range(2000) if a < 0 %}{% endfor %}",
        "{% for a in items %}{% for b in range(2000) if (range(2000)|join) == '' %}x{% endfor %}{% endfor %}",
        "{% for a in range(1000) %}"
        + "{% if buyer|upper|lower|upper|lower == '' %}x{% endif %}" * 100
        + "{% endfor %}",
        "{{ " + "*".join(["99999999999999999999"] * 900) + " }}",
        "(" * 30000,
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    ],
)
def test_endless_work_is_stopped(tmp_path: Path, source: str) -> None:
    own(tmp_path, source)
    start = time.monotonic()
    with pytest.raises(MessageError):
        render("mine", "en", {"buyer": "B" * 300, "items": list(range(100))}, tmp_path)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("source", "line", "part"),
    [
        ("one\ntwo {{ buyer", 2, "en.j2"),
        ("one\n{% if %}", 2, "en.j2"),
        ("one\n\n{{ 1 / 0 }}", 3, "division"),
        ("{{ buyer|nosuch }}", 1, "nosuch"),
        ("x\n{{ buyer.__class__ }}", 2, "__class__"),
    ],
)
def test_a_broken_template_is_named_with_its_line(tmp_path: Path, source: str, line: int, part: str) -> None:
    with pytest.raises(MessageError) as caught:
        say(tmp_path, source, buyer="Bo")
    assert f"en.j2, line {line}" in str(caught.value)
    assert part in str(caught.value)


@pytest.mark.parametrize(
    "name", ["../ask_cancel", "ask_cancel/../ask_cancel", "", "A", "a" * 100, "\x1b[31m"]
)
def test_names_that_are_no_names_find_nothing(tmp_path: Path, name: str) -> None:
    assert languages_for(name, tmp_path) == []
    with pytest.raises(MessageError) as caught:
        render(name, "en", {}, tmp_path)
    assert "\x1b" not in str(caught.value)
    with pytest.raises(MessageError):
        render("ask_cancel", name, {}, tmp_path)


@pytest.mark.parametrize(
    ("hostile", "plain"),
    [
        ("\x1b]52;c;aGk=\x07Bo", "]52;c;aGk=Bo"),
        ("\x9b31mBo", "31mBo"),
        ("\u202eoB\u202c", "oB"),
        ("{{ ''.__class__ }}", "{{ ''.__class__ }}"),
        ("{% for x in range(9) %}", "{% for x in range(9) %}"),
        ("⟦order_id⟧", "[order_id]"),
        ("[@click=app.quit]Bo[/]", "[@click=app.quit]Bo[/]"),
        ("B\u200bo\x00", "Bo"),
        ("Bo\r\nBcc: x", "Bo\nBcc: x"),
    ],
)
def test_hostile_names_are_plain_text(tmp_path: Path, hostile: str, plain: str) -> None:
    message = render("mine", "en", {"buyer": hostile}, own(tmp_path, "Dear {{ buyer }},"))
    assert message.text == f"Dear {plain},"
    assert message.sendable
