"""The command `staff-pulse`."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import StaffPulseError
from questions.errors import DocumentError
from storage.errors import StorageError

app = typer.Typer(
    help="Three short questions a week for adult social care teams, counted without being kept.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
pulses = typer.Typer(help="The recurring surveys.", no_args_is_help=True)
questions = typer.Typer(help="Question sets.", no_args_is_help=True)
app.add_typer(pulses, name="pulses")
app.add_typer(questions, name="questions")

# Each command imports what it needs when it runs, so that --help answers at once.
# ruff: noqa: PLC0415


def main() -> None:
    """Run a command; what a person can mend ends it with one sentence."""
    os.umask(0o077)
    try:
        app()
    except (StaffPulseError, StorageError, DocumentError) as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


@app.command()
def run() -> None:
    """Run the bot until it is asked to end."""
    from bot import logs, settings
    from bot.app import run as run_bot
    from bot.clock import SystemClock

    loaded = settings.load()
    logs.set_up(loaded.log_level)
    asyncio.run(run_bot(loaded, SystemClock()))


@app.command()
def health() -> None:
    """Say whether the bot that runs on the data folder is well."""
    from bot import health as heartbeat
    from bot import settings
    from bot.clock import SystemClock

    folder = settings.load_folders().data_dir
    heartbeat.check(folder / heartbeat.FILE, SystemClock().now())
    typer.echo("The bot runs and is connected.")


@app.command()
def demo(
    *,
    scenario: Annotated[str, typer.Option(help="The name of a shipped scenario, or a YAML file.")],
    out: Annotated[
        Path, typer.Option(help="A folder for digests and data, new or of a demo.")
    ] = Path("demo-out"),
    headless: Annotated[
        bool, typer.Option("--headless", help="Run whole rounds at once, without a page.")
    ] = False,
    rounds: Annotated[int, typer.Option(min=1, help="How many rounds.")] = 1,
    seed: Annotated[int, typer.Option(help="Decides who answers what and when.")] = 1,
) -> None:
    """Run rounds with a fictitious council in a workspace on this machine; no Slack is needed."""
    from bot import logs
    from bot.demo import headless as without_page
    from bot.demo import scenario as scenarios

    if not headless:
        raise StaffPulseError("The demo has no page yet; add --headless to run it without one.")
    logs.set_up("WARNING")
    chosen = scenarios.load(scenario)
    asyncio.run(without_page.run(chosen, rounds=rounds, seed=seed, out=out, say=typer.echo))


@pulses.command("apply")
def apply_pulses(file: Annotated[Path, typer.Argument(help="A YAML file of pulses.")]) -> None:
    """Put the pulses of a file in force, all of them or none, from their next round on."""
    from bot import commands

    typer.echo(asyncio.run(commands.apply_pulses(file)))


@pulses.command("show")
def show_pulses() -> None:
    """Show the pulses in force."""
    from bot import commands

    typer.echo(asyncio.run(commands.show_pulses()))


@questions.command("check")
def check_questions(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Question sets as YAML files; none checks those that are shipped."),
    ] = None,
) -> None:
    """Check question sets, and say in a sentence what is wrong with one that is refused."""
    from questions import loader

    sets = [loader.load(file) for file in files or ()] or [
        loader.load_shipped(name) for name in loader.shipped()
    ]
    for one in sets:
        asked = "all" if one.ask == "all" else f"{one.ask} a round"
        typer.echo(f"{one.id}: {len(one.questions)} questions, {asked}. Good to use.")
