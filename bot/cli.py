"""The command `staff-pulse`."""

import gc
import os
import resource
import sys
from collections.abc import Callable, Coroutine, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from typer.main import get_command

from bot import logs
from bot.errors import StaffPulseError
from questions.errors import DocumentError
from storage.errors import StorageError

app = typer.Typer(
    help="Three short questions a week for adult social care teams, counted without being kept.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help; what would draw boxes takes longer to load than all else
)
pulses = typer.Typer(help="The recurring surveys.", no_args_is_help=True)
questions = typer.Typer(help="Question sets.", no_args_is_help=True)
app.add_typer(pulses, name="pulses")
app.add_typer(questions, name="questions")

T = TypeVar("T")

# Each command imports what it needs when it runs, so that --help answers at once.
# ruff: noqa: PLC0415


def main() -> None:
    """Run a command; what a person can mend ends it with one sentence."""
    os.umask(0o077)
    logs.set_up("WARNING")
    try:
        get_command(app)()  # `app()` would hang an excepthook of its own
    except (StaffPulseError, StorageError, DocumentError) as error:
        _end(logs.plain(str(error)))
    except Exception as error:  # noqa: BLE001 - the outermost boundary: its text may hold anything
        _end(f"Staff Pulse met a fault of its own, {logs.where(error)}; please report it.")


def _run(work: Coroutine[None, None, T]) -> T:
    """What comes of a command's work."""
    import asyncio

    return asyncio.run(work)


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    sys.exit(1)


@app.command()
def run() -> None:
    """Run the bot until it is asked to end."""
    # What is loaded now stays. To look through it again and again takes a tenth of the start.
    gc.disable()
    from bot import settings

    loaded = settings.load()
    logs.set_up(loaded.log_level)
    # Only now, so that a setting that is refused is told at once.
    from bot.clock import SystemClock
    from bot.running import run as run_bot

    # What a crash leaves on the disk would hold the answers that pass through the memory.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _run(run_bot(loaded, SystemClock(), ready=_look_at_what_is_new))


def _look_at_what_is_new() -> None:
    """Have Python look for what nobody uses any more, but not among what was loaded until now."""
    gc.freeze()
    gc.enable()


@app.command(short_help="Say whether the bot is well.")
def health() -> None:
    """Say whether the bot that runs here is well, which it tells at STAFF_PULSE_HEALTH_PORT."""
    from bot import settings
    from bot.health.asking import ask

    told = settings.load_folders()
    ask(told.health_host, told.health_port)
    typer.echo("The bot runs and is connected.")


def _whole(option: str, *, least: int, most: int) -> Callable[[str], int]:
    """What reads a whole number, and refuses anything else in one sentence."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise StaffPulseError(
                f'{option} is "{text}"; allowed is a whole number from {least} to {most}.'
            )
        return number

    return read


@app.command(short_help="Try Staff Pulse here, without Slack.")
def demo(
    *,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin anew, and forget what was done before.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(
            parser=_whole("--port", least=0, most=65535),
            metavar="N",
            help="Where the page is on this machine, usually 8420; 0 takes any free port.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="The folder that keeps it, new or of a demo; usually demo-data."),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open the page in a browser.")
    ] = False,
    headless: Annotated[
        bool,
        typer.Option("--headless", help="Run whole rounds of a scenario at once, without a page."),
    ] = False,
    scenario: Annotated[
        str | None, typer.Option(help="Headless: the name of a shipped scenario, or a YAML file.")
    ] = None,
    rounds: Annotated[
        int | None,
        typer.Option(
            parser=_whole("--rounds", least=1, most=10_000),
            metavar="N",
            help="Headless: how many rounds, usually 1.",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            parser=_whole("--seed", least=0, most=2**63 - 1),
            metavar="N",
            help="Headless: decides who answers what and when, usually 1.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Headless: a folder for digests and data, usually demo-out."),
    ] = None,
) -> None:
    """Try Staff Pulse with a council that never was, on this machine; no Slack is needed."""
    with_page = {"--fresh": fresh, "--port": port, "--data": data, "--no-browser": no_browser}
    without = {"--scenario": scenario, "--rounds": rounds, "--seed": seed, "--out": out}
    if not headless:
        _refuse_given(without, "goes with --headless only; add that, or leave {} out")
        from bot.demo import live

        work = live.run(
            data=data or Path("demo-data"),
            fresh=fresh,
            port=8420 if port is None else port,
            browse=not no_browser,
            say=typer.echo,
        )
    else:
        _refuse_given(with_page, "does not go with --headless; leave one of them out")
        if scenario is None:
            raise StaffPulseError("--headless needs a scenario; add --scenario and its name.")
        from bot.demo import headless as headless_demo
        from bot.demo import scenario as scenarios

        work = headless_demo.run(
            scenarios.load(scenario),
            rounds=rounds or 1,
            seed=1 if seed is None else seed,
            out=out or Path("demo-out"),
            say=typer.echo,
        )
    _run(work)


def _refuse_given(options: Mapping[str, object], why: str) -> None:
    """Refuse the first of these options that was given."""
    for option, value in options.items():
        if value is not None and value is not False:
            raise StaffPulseError(f"{option} {why.format(option)}.")


def _day(option: str) -> Callable[[str], date]:
    """What reads a day, and refuses anything else in one sentence."""

    def read(text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise StaffPulseError(
                f'{option} is "{text}"; allowed is a day such as 2026-10-01.'
            ) from None

    return read


@app.command()
def report(
    *,
    first: Annotated[
        date,
        typer.Option(
            "--from", parser=_day("--from"), metavar="DATE", help="The first day, as 2026-10-01."
        ),
    ],
    last: Annotated[
        date,
        typer.Option(
            "--to", parser=_day("--to"), metavar="DATE", help="The last day, which counts in."
        ),
    ],
    out: Annotated[Path, typer.Option(help="A folder that is new or empty; - prints a zip.")],
    pulse: Annotated[
        str | None, typer.Option(metavar="ID", help="Which pulse, where there are several.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up the report that the folder holds.")
    ] = False,
    made: Annotated[
        date | None,
        typer.Option(parser=_day("--made"), metavar="DATE", hidden=True, help="What day it is."),
    ] = None,
) -> None:
    """Write what was published in some days as a report and as data; the bot may be running.

    The report is there twice, for Word and for the browser, the data as CSV.
    """
    from bot import reports, settings
    from bot.clock import SystemClock

    folders, day = settings.load_folders(), made or SystemClock().now().date()
    if out == Path("-"):
        zipped = reports.packed(first=first, last=last, folders=folders, made=day, pulse=pulse)
        typer.echo(zipped, nl=False)
        return
    said = reports.report(
        first=first,
        last=last,
        out=out,
        folders=folders,
        made=day,
        pulse=pulse,
        replace=replace,
    )
    typer.echo(said)


@app.command(short_help="Copy the database into a file.")
def backup(
    file: Annotated[Path, typer.Argument(help="A file that is new, outside the data folder.")],
) -> None:
    """Copy the database into a file, whole or not at all; the bot may be running.

    Ballot boxes, keys and messages that wait for people are left out.
    """
    from bot import backups, settings

    typer.echo(backups.back_up(file, folders=settings.load_folders()))


@app.command(short_help="Put a backup in the place of the database.")
def restore(
    *,
    file: Annotated[Path, typer.Argument(help="A file that `staff-pulse backup` made.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up the database that is there now.")
    ] = False,
    end_rounds: Annotated[
        bool,
        typer.Option(
            "--end-rounds", help="Give up the ballot boxes of rounds that the backup does not know."
        ),
    ] = False,
) -> None:
    """Put a backup in the place of the database, on which no bot may run."""
    from bot import backups, settings
    from bot.clock import SystemClock

    work = backups.restore(
        file,
        folders=settings.load_folders(),
        clock=SystemClock(),
        replace=replace,
        end_rounds=end_rounds,
    )
    typer.echo(_run(work))


@app.command(short_help="Write everything that is kept as open formats.")
def export(
    folder: Annotated[Path, typer.Argument(help="A folder that is new or empty.")],
) -> None:
    """Write everything that is kept as YAML, CSV and JSON into a folder; the bot may be running.

    Ballot boxes, keys and messages that wait for people are left out. Some of it names people.
    """
    from bot import exports, settings

    typer.echo(exports.export(folder, folders=settings.load_folders()))


@app.command(short_help="Take away all that is kept here.")
def remove(
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; else it is only said what would go.")
    ] = False,
    backups: Annotated[
        bool, typer.Option("--backups", help="The backups of nights go too.")
    ] = False,
) -> None:
    """Take away for good all that is kept on this machine, where no bot may run.

    Keys go first, then ballot boxes, then the database; what is not ours stays.
    """
    from bot import removal, settings

    folders = settings.load_folders()
    typer.echo(_run(removal.remove(folders, sure=yes, with_backups=backups)))


@app.command("verify-anonymity", short_help="Hold what is kept against the promise.")
def verify_anonymity(
    *,
    data: Annotated[
        Path | None,
        typer.Option(help="A data folder, or a copy of one; usually that of the settings."),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(help="The key folder, which is not needed; usually that of the settings."),
    ] = None,
    columns: Annotated[
        bool, typer.Option("--columns", help="Tell what each column is for, too.")
    ] = False,
) -> None:
    """Hold what is kept against the promise, without changing anything; no key is needed."""
    from bot import settings
    from bot.checks import report, verify

    folders = settings.load_folders()
    found = _run(verify.verify(data or folders.data_dir, keys or folders.key_dir))
    typer.echo(report.text(found, columns=columns))
    sys.exit(found.broken)


@app.command(short_help="Look whether everything is as the bot needs it.")
def doctor() -> None:
    """Look whether settings, folders, this machine and Slack are as the bot needs them.

    It changes nothing, and the bot may be running. The exit code is 1 if anything is to mend, and
    2 if nothing is but something could not be checked.
    """
    from bot.checks.doctor import doctor as checks
    from bot.checks.doctor import report
    from bot.checks.doctor.finding import State
    from bot.clock import SystemClock

    found = _run(checks.examine(SystemClock()))
    typer.echo(report.text(found))
    if found.count(State.MEND):
        sys.exit(1)
    sys.exit(2 if found.count(State.UNKNOWN) else 0)


@pulses.command("apply")
def apply_pulses(file: Annotated[Path, typer.Argument(help="A YAML file of pulses.")]) -> None:
    """Put the pulses of a file in force, all of them or none, from their next round on."""
    from bot import commands

    typer.echo(_run(commands.apply_pulses(file)))


@pulses.command("show")
def show_pulses() -> None:
    """Show the pulses in force."""
    from bot import commands

    typer.echo(_run(commands.show_pulses()))


@pulses.command("export")
def export_pulses(
    *,
    file: Annotated[Path, typer.Argument(help="A YAML file; question sets go beside it.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up files of these names that are there.")
    ] = False,
) -> None:
    """Write the pulses in force, with changes to come, as a file that `pulses apply` takes."""
    from bot import commands

    typer.echo(_run(commands.export_pulses(file, replace=replace)))


@questions.command("check")
def check_questions(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Question sets as YAML files; none checks those that are shipped."),
    ] = None,
) -> None:
    """Check question sets, and say in a sentence what is wrong with one that is refused.

    Of one that can be used, advice follows on wordings that may be hard to answer.
    """
    from bot.set_files import checked
    from questions import loader

    for one in [loader.load(file) for file in files or ()] or loader.all_shipped():
        typer.echo(checked(one))


@questions.command("export")
def export_questions(
    name: Annotated[str, typer.Argument(help="The id of a question set.")],
    *,
    out: Annotated[Path | None, typer.Option(help="A file to write it into.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up the file that is there.")
    ] = False,
) -> None:
    """Write a question set as YAML, as it was last kept, as pulses ask it, or as it ships."""
    from bot import files, set_files

    text = _run(set_files.export(name))
    if out is None:
        typer.echo(text, nl=False)
    else:
        typer.echo(files.put({out: text}, replace=replace))


@questions.command("import")
def import_questions(
    file: Annotated[Path, typer.Argument(help="A question set as a YAML file.")],
) -> None:
    """Keep a question set; pulses that ask the set of its id do so from their next rounds on."""
    from bot import set_files

    typer.echo(_run(set_files.bring(file)))


if __name__ == "__main__":
    main()
