"""A story in this terminal, slowly enough to watch: ./dev play [NAME]"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from orderdeck.tui.i18n import use
from orderdeck.tui.service.options import Looks
from tests.stories.stage import Pace, Stage, Story

FIRST: Final = "stockout_day"
"""What is played where no name is given."""
STORIES: Final = tuple(
    sorted(
        path.stem
        for path in Path(__file__).parent.glob("*.py")
        if path.stem not in ("stage", "play") and not path.stem.startswith(("test_", "_", "conftest"))
    )
)
WATCHED: Final = Pace(told=3, key=0.6)


def story_named(name: str) -> Story:
    """The story of the file that bears this name."""
    story: Story = import_module(f"tests.stories.{name}").story
    return story


def stage_of(name: str) -> Callable[[Path, Looks, Pace], Stage]:
    """Where the story of this name is played: `STAGE` of its file, else a desk of one machine."""
    made: Callable[[Path, Looks, Pace], Stage] = getattr(
        import_module(f"tests.stories.{name}"), "STAGE", Stage
    )
    return made


def lacking(name: str) -> str:
    """What the story of this name can't be played without here, in words; "" for nothing."""
    lacks: Callable[[], str] = getattr(import_module(f"tests.stories.{name}"), "lacks", str)
    return lacks()


async def play(name: str, folder: Path, pace: Pace) -> None:
    """Play it in the terminal. Raises what the story raises."""
    story, stage = story_named(name), stage_of(name)(folder, Looks(zone="UTC"), pace)
    failed: list[BaseException] = []

    async def steps(pilot: object) -> None:
        try:
            await stage.begin(pilot)  # type: ignore[arg-type]  # Textual says only that it is some app's pilot
            await story(stage)
            await stage.tell("That was it.")
        except Exception as error:
            failed.append(error)
        stage.app.exit()

    try:
        await stage.app.run_async(auto_pilot=steps)
    finally:
        stage.close()
    if failed:
        raise failed[0]


def main(words: list[str]) -> int:
    """`[NAME] [SECONDS]`: how long a line stands, where that is not to be three seconds."""
    name = words[0] if words else FIRST
    if name not in STORIES:
        print(f"no story {name}: {', '.join(STORIES)}", file=sys.stderr)  # noqa: T201
        return 2
    if lacks := lacking(name):
        print(lacks, file=sys.stderr)  # noqa: T201
        return 1
    told = float(words[1]) if len(words) > 1 else WATCHED.told
    os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp()
    use("en")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(name, Path(folder) / "exports", Pace(told, told / 5)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
