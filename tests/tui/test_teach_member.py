"""A refused file that came in an archive, or lies in another folder, is taught where it lies."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.options import Looks, Start
from orderdeck.tui.teach.lying import lying
from orderdeck.tui.teach.screen import TeachScreen
from orderdeck.tui.teach.session import Session
from tests.tui.fake_desk import Until, deck_of

HEAD = ("Zorblax", "Verkauft am", "Artikelnummer", "Menge", "Einzelpreis", "Lieferland", "Zustand")


def unknown() -> bytes:
    """An export of a shop that nobody knows."""
    text = io.StringIO()
    rows = (
        (f"ZX70010{at}", f"{13 + at}/03/2026", f"LAMP-{at}", "2", f"{at},50 €", "Germany", "bezahlt")
        for at in range(8)
    )
    csv.writer(text).writerows((HEAD, *rows))
    return text.getvalue().encode()


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.csv" if "." not in name else name, content)
    return made.getvalue()


def refused(paths: DeskPaths, settings: Settings) -> Export:
    load_once(paths, settings)
    with Ledger.open(paths) as ledger:
        return next(one for one in ledger.exports() if one.state == "refused")


def test_a_member_is_there_while_it_is_taught_and_gone_afterwards(tmp_path: Path) -> None:
    paths = DeskPaths.of(tmp_path)
    inner = packed(lamps=unknown(), other=b"a,b\n1,2\n")
    (tmp_path / "all.zip").write_bytes(packed(**{"in.zip": inner}))
    load_once(paths, Settings())
    with Ledger.open(paths) as ledger:
        export = next(one for one in ledger.exports() if one.name.endswith("lamps.csv"))
    assert export.state == "refused"
    with lying(export, paths, Settings()) as file:
        assert file is not None
        assert file.read_bytes() == unknown()
        session = Session(file, paths, Settings())
        assert session.read() is None
        assert session.proposal is not None
        assert session.proposal.name == "lamps"
        session.save()
    assert not file.exists()
    assert not list(paths.temp.glob("unpacked*"))
    (tmp_path / "all.zip").unlink()
    with lying(export, paths, Settings()) as file:
        assert file is None


def test_a_file_of_another_folder_is_found_there(tmp_path: Path) -> None:
    paths, settings = DeskPaths.of(tmp_path / "exports"), Settings(folder=Folder(also=["../oslo"]))
    paths.exports.mkdir()
    (tmp_path / "oslo").mkdir()
    (tmp_path / "oslo" / "lamps.csv").write_bytes(unknown())
    with lying(refused(paths, settings), paths, settings) as file:
        assert file == tmp_path / "oslo" / "lamps.csv"


@pytest.fixture
async def opened(tmp_path: Path, until: Until) -> AsyncIterator[Pilot[None]]:
    (tmp_path / "all.zip").write_bytes(packed(lamps=unknown()))
    load_once(DeskPaths.of(tmp_path), Settings())
    app = Orderdeck(Start(tmp_path, operator="me"), Looks(zone="UTC"))
    async with app.run_test(size=(150, 34)) as pilot:
        await until(lambda: app.state.ready, 20)
        yield pilot


async def test_t_teaches_it_in_the_deck(opened: Pilot[None], until: Until, tmp_path: Path) -> None:
    app, temp = deck_of(opened), DeskPaths.of(tmp_path).temp
    await opened.press("i")
    await until(lambda: (app.deck.lines.cursor_key or "").startswith("file "))
    await opened.press("T")
    await until(lambda: isinstance(app.screen, TeachScreen), 20)
    wizard = app.screen
    assert isinstance(wizard, TeachScreen)
    await until(lambda: wizard.session.proposal, 20)
    assert wizard.session.shown_name == "lamps.csv"
    assert list(temp.glob("unpacked*"))
    await opened.press("q")
    await until(lambda: not isinstance(app.screen, TeachScreen))
    await until(lambda: not list(temp.glob("unpacked*")))
