"""A file that nobody knows is refused, taught in a minute, and loaded."""

import csv

from orderdeck.tui.teach.screen import TeachScreen
from tests.stories.stage import Stage

HEAD = ("Zorblax", "Verkauft am", "Artikelnummer", "Menge", "Einzelpreis", "Lieferland", "Zustand")


async def story(stage: Stage) -> None:
    """From the refusal to the orders: ten keys, and a word of the time zone."""
    deck, state = stage.app.deck, stage.app.state

    def write() -> None:
        with (stage.desk.paths.exports / "lamps 2026-03.csv").open(
            "w", encoding="utf-8", newline=""
        ) as lines:
            rows = (
                (f"ZX70010{at}", f"{13 + at}/03/2026", f"LAMP-{at}", "2", f"{at},50 €", "Germany", "bezahlt")
                for at in range(8)
            )
            csv.writer(lines).writerows((HEAD, *rows))

    await stage.tell("A file arrives that no profile explains: it is said, with the key that says why.")
    await stage.arrive(write)
    await stage.until(lambda: "1 file refused: i says why." in deck.status_line.shown)

    await stage.tell("i lists it first; T teaches it: the table, and what each column seems to be.")
    before = stage.keys
    await stage.press("i")
    await stage.until(lambda: state.panel == "intake" and "lamps 2026-03.csv" in stage.screen)
    await stage.press("T")
    await stage.until(
        lambda: isinstance(stage.app.screen, TeachScreen) and "2 things to settle" in stage.screen
    )

    await stage.tell("e, enter: Zorblax is the order number. z: times are Berlin's. S, y: saved.")
    await stage.press("e")
    await stage.until(lambda: "What is “Zorblax”?" in stage.screen)
    await stage.press("enter")
    await stage.until(lambda: "1 thing to settle" in stage.screen)
    await stage.press("z")
    await stage.until(lambda: "In which time zone" in stage.screen)
    await stage.press(*"berlin", "enter")
    await stage.until(lambda: "ready to be saved" in stage.screen)
    await stage.press("S")
    await stage.until(lambda: "Write the profile" in stage.screen)
    await stage.press("y")
    await stage.until(lambda: not isinstance(stage.app.screen, TeachScreen))
    assert stage.keys - before == 8 + len("berlin")

    await stage.tell("The file is read once more by itself, and its orders are there.")
    await stage.arrive(lambda: None)
    await stage.until(lambda: "8 orders" in deck.status_line.shown)
