"""The wizard played through a pseudo-terminal, on files it has never seen."""

import csv
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Terminal = Callable[..., Any]

HEAD = [
    "Zorblax",
    "Verkauft am",
    "Artikelnummer",
    "Menge",
    "Einzelpreis",
    "Lieferland",
    "Zustand der Bestellung",
]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    (folder / ".orderdeck").mkdir(parents=True)
    return folder


@pytest.fixture
def export(desk: Path) -> Path:
    """An export of a shop nobody knows: its order number's header is a word without meaning."""
    file = desk / "Lampenladen 2026-03.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(HEAD)
        for row in range(30):
            state = ("verschickt", "bezahlt", "Wartet auf Lampe")[row % 3]
            day = f"{13 + row % 15}/03/2026"
            writer.writerow(
                [f"ZX{700100 + row}", day, f"LAMP-{row % 5}-R", "2", f"{row},50 €", "Germany", state]
            )
    return file


def test_a_file_never_seen_is_taught_corrected_saved_and_loaded(terminal: Terminal, export: Path) -> None:
    wizard = terminal("profiles", "new", str(export))
    wizard.wait("Zorblax", "order number", "2 things to settle first", "day first")
    wizard.press("e")  # by its values alone it is the order number: say that it is
    wizard.wait("What is “Zorblax”?")
    wizard.press("enter")
    wizard.wait("1 thing to settle first")
    wizard.press("z")
    wizard.wait("In which time zone")
    wizard.press("berlin", "enter")
    wizard.wait("Europe/Berlin", "ready to be saved")
    wizard.press("m")
    wizard.wait("Wartet auf Lampe", "status not known")
    wizard.press("enter")
    wizard.wait("What does “Wartet auf Lampe” stand for?")
    wizard.press("awaiting pay", "enter")
    wizard.wait("Statuses 3/3")
    wizard.press("S")
    wizard.wait("Write the profile lampenladen.toml?")
    wizard.press("y")
    assert wizard.ended() == 0
    wizard.wait("Profile saved", "loaded", "30")

    saved = export.parent / ".orderdeck" / "profiles" / "lampenladen.toml"
    profile = tomllib.loads(saved.read_text(encoding="utf-8"))
    assert profile["zone"] == "Europe/Berlin"
    assert profile["dates"]["order"] == "dmy"
    assert profile["money"] == {"currency": "EUR", "decimal": ",", "total_of": ["goods_total"]}
    assert profile["status"]["labels"]["Wartet auf Lampe"] == "awaiting_payment"


def test_columns_are_corrected_by_keys(terminal: Terminal, export: Path) -> None:
    wizard = terminal("profiles", "new", str(export), size=(160, 45))
    wizard.wait("Zorblax", "30 orders as they would load")
    wizard.press("j", "j", "j", "j", "e")
    wizard.wait("What is “Einzelpreis”?")
    wizard.press("order total", "enter")
    wizard.wait("30 orders as they would load")
    wizard.press("j", "x")
    wizard.wait("6 of 7 columns")
    wizard.press("x")
    wizard.wait("7 of 7 columns")
    wizard.press("t")
    wizard.wait("one row an item, order columns on the first")
    wizard.press("D")
    wizard.wait("month first")
    wizard.press("$", "chf", "enter")
    wizard.wait("CHF")
    wizard.press("n", "clear", "shopify", "enter")
    wizard.wait("shopify n")
    wizard.press("S", "y")
    wizard.wait("there is a profile shopify already")
    wizard.press("q")
    wizard.wait("Leave without saving the profile?")
    wizard.press("y")
    assert wizard.ended() == 0
    assert not (export.parent / ".orderdeck" / "profiles").exists()


def test_hostile_headers_and_values_are_shown_as_plain_text(terminal: Terminal, desk: Path) -> None:
    file = desk / "hostile.csv"
    head = ["Order number", "[red]Status[/red]", "\x1b[31mSKU\x1b]0;pwned\x07", "Quan\u202etity", "Price"]
    rows = [[f"88{1000 + row}", "[bold]shipped", f"\x1b[2JMUG-{row}", "2", "4.50"] for row in range(9)]
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([head, *rows])
    wizard = terminal("profiles", "new", str(file), language="zh", size=(100, 30))
    text = wizard.wait("[red]Status[/red]", "[31mSKU]0;pwned", "[2JMUG-0", "Quantity")
    assert "hostile.csv" in text
    wizard.press("q")
    assert wizard.ended() == 0


def test_what_is_no_table_is_said_and_left(terminal: Terminal, desk: Path) -> None:
    file = desk / "letter.csv"
    file.write_text("Dear sir or madam\nyour lamp is broken\n")
    wizard = terminal("profiles", "new", str(file))
    wizard.wait("not a table of orders")
    wizard.press("S", "e", "t", "q")
    assert wizard.ended() == 0


@pytest.mark.parametrize(("language", "leave"), [("en", "q Leave"), ("zh", "q 离开")])
def test_a_file_of_headers_alone_says_how_to_leave(
    terminal: Terminal, desk: Path, language: str, leave: str
) -> None:
    file = desk / "headers.csv"
    file.write_text("Bestellnummer,Artikel,Menge\n", encoding="utf-8")
    wizard = terminal("profiles", "new", str(file), language=language)
    assert leave in wizard.wait(leave).splitlines()[-1]
    wizard.press("q")
    assert wizard.ended() == 0


def test_keys_are_listed_and_done_from_the_list(terminal: Terminal, export: Path) -> None:
    wizard = terminal("profiles", "new", str(export))
    wizard.wait("2 things to settle first")
    wizard.press("?")
    wizard.wait("Keys", "Choose field")
    wizard.press("zone", "enter")
    wizard.wait("In which time zone")


def test_a_refused_file_is_taught_from_the_deck_and_loaded(terminal: Terminal, export: Path) -> None:
    deck = terminal(str(export.parent), size=(120, 30))
    deck.wait("1 file refused", seconds=60)
    deck.press("i")
    deck.wait("Lampenladen", "refused")
    deck.press("T")
    deck.wait("Zorblax", "2 things to settle first")
    deck.press("e", "enter")
    deck.wait("1 thing to settle first")
    deck.press("z", "berlin", "enter")
    deck.wait("Europe/Berlin", "ready to be saved")
    deck.press("S", "y")
    deck.wait("30 orders", "lampenladen", "Files, newest first", seconds=60)
