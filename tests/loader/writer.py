"""A process of its own that writes a file as it is told, a line of standard input at a time: `Writer` is its other end.

python writer.py FILE: `w TEXT` (opens the file where it isn't open), `c` closes, `r NAME` renames. Each is answered.
"""

import subprocess
import sys
from pathlib import Path
from typing import Self


class Writer:
    """Another process, which has `file` open from its first write to `close`."""

    def __init__(self, file: Path) -> None:
        self._child = subprocess.Popen(
            [sys.executable, __file__, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def write(self, text: str) -> Self:
        """Writes, and leaves the file open."""
        return self._say(f"w {text}")

    def close(self) -> Self:
        """Closes the file."""
        return self._say("c")

    def rename(self, name: str) -> Self:
        """Renames it."""
        return self._say(f"r {name}")

    def end(self) -> None:
        """Ends the process."""
        self._child.kill()
        self._child.wait(10)

    def _say(self, words: str) -> Self:
        assert self._child.stdin
        assert self._child.stdout
        self._child.stdin.write(words.replace("\n", "\\n") + "\n")
        self._child.stdin.flush()
        assert self._child.stdout.readline() == "done\n"
        return self


def main() -> None:
    file = Path(sys.argv[1])
    out = None
    for line in sys.stdin:
        words = line.rstrip("\n").replace("\\n", "\n")
        if words[0] == "w":
            out = out or file.open("ab", buffering=0)
            out.write(words[2:].encode())
        elif words[0] == "c" and out:
            out.close()
            out = None
        elif words[0] == "r":
            file = file.rename(file.with_name(words[2:]))
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
