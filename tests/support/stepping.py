"""The bot's steps on ports of a test's own."""

from bot.app import Ports
from bot.usecases.steps import Steps
from support.world import Running


def steps(running: Running, ports: Ports) -> Steps:
    """The steps of a running bot, on other ports than its own."""
    return Steps(
        pulses=ports.pulses,
        rounds=ports.rounds,
        boxes=ports.boxes,
        preferences=ports.preferences,
        outbox=ports.outbox,
        actions=ports.actions,
        directory=ports.directory,
        messenger=ports.messenger,
        clock=running.clock,
    )
