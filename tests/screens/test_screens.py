"""The deck as it is drawn, kept as text in four sizes and both languages: `./dev accept` writes it anew."""

from pathlib import Path

import pytest

from tests.kept import holds, only
from tests.screens.desk import make_desk
from tests.screens.walk import LANGUAGES, SIZES, Language, Size, kept_in, names, walk

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk: nothing is done on it by who walks through it."""
    made = tmp_path_factory.mktemp("screens") / "exports"
    make_desk(made)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_screen_is_drawn_as_kept(folder: Path, size: Size, language: Language) -> None:
    other = []
    async for file, text in walk(folder, size, language, HERE):
        try:
            holds(file, text)
        except AssertionError as difference:
            other.append(str(difference))
    assert not other, "\n\n".join(other)


def test_nothing_is_kept_that_is_no_longer_drawn() -> None:
    every = (kept_in(HERE, name, size, lang) for size in SIZES for name in names(size) for lang in LANGUAGES)
    only(HERE, "*.txt", {file.relative_to(HERE).as_posix() for file in every})


def test_no_status_line_and_no_footer_is_cut() -> None:
    """But for the names of acts that ask for more, which end in three dots by themselves."""
    asks = ("Stock is…", "库存情况…")
    for size in SIZES:
        for file in (kept_in(HERE, name, size, language) for name in names(size) for language in LANGUAGES):
            *_above, status, footer = file.read_text(encoding="utf-8").rstrip("\n").split("\n")
            for name in asks:
                footer = footer.replace(name, "")
            assert "…" not in status + footer, file
