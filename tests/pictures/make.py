"""Pictures of the deck for the README: python -m tests.pictures.make (or ./dev pictures)

Opens the deck on invented orders and writes docs/deck.en.svg and docs/deck.zh.svg, in text that a browser draws.
"""

import asyncio
import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orderdeck.data.sample import generate
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.i18n import LANGUAGES, Language, use
from orderdeck.tui.service.options import Looks, Start
from tests.tui.real_desk import RealDesk, settled

DOCS = Path(__file__).resolve().parents[2] / "docs"
SIZE = (120, 36)


async def picture(folder: Path, language: Language) -> str:
    """The deck as SVG, on its first queue with the detail beside it."""
    use(language)
    real = RealDesk(folder)
    real.load()
    app: Any = Orderdeck(Start(folder, operator="li"), Looks(zone="UTC", language=language), follower=real)
    async with app.run_test(size=SIZE) as pilot:
        await settled(lambda: app.state.ready and app.state.view and app.deck.table.cursor_key)
        await pilot.pause(1)
        svg: str = app.export_screenshot(title="orderdeck", simplify=True)
    # Nothing is fetched from anywhere by who looks at it.
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)


async def main() -> None:
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            shop = Path(folder) / "exports"
            generate(shop, orders=400, seed=11, now=datetime.now(UTC), open_share=0.3)
            (DOCS / f"deck.{language}.svg").write_text(await picture(shop, language), encoding="utf-8")


if __name__ == "__main__":
    os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp()
    asyncio.run(main())
