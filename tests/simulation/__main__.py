"""The long forms: a desk against the model for so many steps, and histories of eight processes.

python -m tests.simulation --steps 20000 --seed 1        what is found is printed with its seed
python -m tests.simulation --seed 17 --runs 1 --shrink   that seed again, made small
python -m tests.simulation --histories 20 --seed 1
python -m tests.simulation --unmended range-names        whether it finds a fault that was mended; also with --histories
"""

import argparse
import logging
import os
import sys
import time
from contextlib import nullcontext

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.histories.history import play
from tests.simulation.machine import Simulation
from tests.simulation.unmended import UNMENDED

EXAMPLES = 5
"""Runs of one seed."""
LENGTH = 30
"""Steps of a run."""


def simulate(first: int, steps: int, runs: int, *, shrink: bool) -> int:
    """Plays seeds from `first` on up to so many `steps`, or so many `runs`; how many seeds found something."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    how = settings(
        max_examples=EXAMPLES, stateful_step_count=LENGTH, deadline=None, database=None, phases=phases,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    found, played = 0, 0
    while played < runs if runs else Simulation.steps < steps:
        number = first + played
        played += 1
        try:
            run_state_machine_as_test(seed(number)(Simulation), settings=how)
        except Exception as error:
            found += 1
            notes = "\n".join(getattr(error, "__notes__", ()))
            _say(f"seed {number}: {type(error).__name__}: {error}\n{notes}")
        spent = time.process_time()
        _say(f"{Simulation.steps} steps of {played} seeds, {spent:.0f} s of processor; found: {found}")
    return found


def histories(first: int, count: int, unmended: str) -> int:
    """Plays so many histories; how many of them can't have been."""
    found, acts = 0, 0
    for number in range(first, first + count):
        wrong, written = play(number, 12, unmended)
        acts += written
        found += bool(wrong)
        for one in wrong:
            _say(f"seed {number}: {one}")
        _say(f"{number - first + 1} histories, {acts} acts; found: {found}")
    return found


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.simulation")
    asked.add_argument("--steps", type=int, default=2000)
    asked.add_argument("--runs", type=int, default=0, help="so many seeds, however many steps those are")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--shrink", action="store_true")
    asked.add_argument("--histories", type=int, default=0)
    asked.add_argument("--unmended", choices=UNMENDED)
    given = asked.parse_args()
    logging.disable(logging.CRITICAL)  # of desks that are killed by the dozen
    os.environ["ORDERDECK_LANGUAGE"] = "en"
    if given.histories:
        return int(bool(histories(given.seed, given.histories, given.unmended or "")))
    with UNMENDED[given.unmended]() if given.unmended else nullcontext():
        return int(bool(simulate(given.seed, given.steps, given.runs, shrink=given.shrink)))


if __name__ == "__main__":
    sys.exit(main())
