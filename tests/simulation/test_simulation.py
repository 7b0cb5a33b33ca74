"""A desk is what the model says after each step: the short form, the same steps each time. `python -m tests.simulation`
plays as many others as you like."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.machine import Simulation

SHORT = settings(
    max_examples=8,
    stateful_step_count=18,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),  # what is found is made small by the command, in minutes
    suppress_health_check=list(HealthCheck),
)


def test_a_desk_is_what_the_model_says() -> None:
    run_state_machine_as_test(Simulation, settings=SHORT)
