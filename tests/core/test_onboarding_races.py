"""Two at once in an onboarding: one effect, one winner, and the gate opens once."""

from __future__ import annotations

from dataclasses import replace

from tests.core.test_onboarding import SIGN, onboarding
from tests.core.test_races import together, winners
from tests.kit import World

ROUNDS = 15


def test_two_who_do_the_last_two_tasks_at_once_open_the_gate_once(world: World) -> None:
    world.joined().does("ann", "/onboarding template empty")
    world.does("ann", "/onboarding template add Insurance owner:freelancer")
    for number in range(1, ROUNDS + 1):
        onboarding(world, number=number) if number > 1 else _first(world)
        world.does("bo", f"/onboarding start T-{2 * number - 1}")
        last = (
            world.request("bo", text=f"/onboarding complete T-{2 * number - 1} note:Done"),
            world.request("ann", text=f"/onboarding classify T-{2 * number} decision:contractor Own tools"),
        )
        assert winners(together(world, *last)) == 2
        assert world.events(f"C-{number}") == ["offer", "accept", "activate"]
        assert world.events(f"ONB-{number}").count("complete") == 1


def _first(world: World) -> None:
    world.does("ann", '/contract offer U-2 amount:300 scope:"Logo" onboarding:yes')
    world.does("bo", f"/contract accept C-1 {SIGN}")


def test_a_task_is_done_or_waived_and_completed_once(world: World) -> None:
    onboarding(world)
    for number in range(1, 5):
        world.does("bo", f"/onboarding start T-{number}")
        complete = world.request("bo", text=f"/onboarding complete T-{number} {SIGN}")
        waive = world.request("ann", text=f"/onboarding waive T-{number} Signed on paper")
        again = replace(complete, key=f"{complete.key}-again")
        assert winners(together(world, complete, again, waive)) == 1
        assert len(world.recorded(f"T-{number}")["signatures"]) == (world.state(f"T-{number}") == "done")


def test_an_onboarding_is_completed_or_cancelled(world: World) -> None:
    world.joined().does("ann", "/onboarding template empty")
    for number in range(1, ROUNDS + 1):
        onboarding(world, number=number) if number > 1 else _first(world)
        cancel = world.request("bo", text=f"/onboarding cancel C-{number} We changed plans")
        decide = world.request("ann", text=f"/onboarding classify T-{number} decision:contractor Own tools")
        assert winners(together(world, cancel, decide)) == 1
        outcome = (world.state(f"C-{number}"), world.state(f"ONB-{number}"), world.state(f"T-{number}"))
        assert outcome in {("active", "complete", "done"), ("cancelled", "cancelled", "closed")}
