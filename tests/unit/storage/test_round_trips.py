"""What is written comes back equal, whatever is in it."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from support.main_database import main_database
from support.round import a_round

from questions.loader import load_shipped
from storage.database import Database
from storage.model import (
    Cadence,
    Choice,
    Chosen,
    Dimension,
    Figure,
    Group,
    Moment,
    Owed,
    Precision,
    Preference,
    Published,
    Pulse,
    Ranking,
    Response,
    Schedule,
    Source,
    State,
    Weekday,
)
from storage.outbox import Outbox
from storage.preferences import Preferences
from storage.pulses import Pulses
from storage.rounds import Rounds

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
WEEKLY = load_shipped("weekly")

words = st.text(max_size=40)
lines = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1)
labels = lines.map(lambda text: text[:75])
channels = st.from_regex(r"[CG][A-Z0-9]{1,30}", fullmatch=True)
usergroups = st.from_regex(r"S[A-Z0-9]{1,30}", fullmatch=True)
ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True).filter(
    lambda one: one not in {"everyone", "rest"}
)
instants = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis wants bounds without a zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda instant: instant.replace(microsecond=0))
sources = st.builds(Source, usergroup=usergroups) | st.builds(Source, channel=channels)
groups = st.builds(
    Group,
    id=ids,
    name=labels,
    people=st.lists(sources, min_size=1, max_size=2).map(tuple),
    area=st.none() | labels,
)
dimensions = st.builds(
    Dimension,
    id=ids,
    name=labels,
    rest=labels,
    groups=st.lists(groups, min_size=1, max_size=3, unique_by=lambda g: g.id).map(tuple),
)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
schedules = st.builds(
    Schedule,
    every=st.sampled_from(Cadence),
    opens=st.builds(Moment, day=st.just(Weekday.MONDAY), at=times),
    reminds=st.builds(Moment, day=st.just(Weekday.TUESDAY), at=times),
    closes=st.builds(Moment, day=st.just(Weekday.THURSDAY), at=times),
    publishes=st.builds(Moment, day=st.just(Weekday.SUNDAY), at=times),
    zone=st.sampled_from(["Europe/London", "UTC", "Asia/Kolkata"]),
    first=st.dates(max_value=date(2099, 12, 31)),
    holidays=st.sampled_from(["england", "none"]),
)
pulses = st.builds(
    Pulse,
    id=ids,
    name=labels,
    dimensions=st.lists(dimensions, max_size=3, unique_by=lambda d: d.id).map(tuple),
    audience=st.lists(sources, min_size=1, max_size=3).map(tuple),
    schedule=schedules,
    leadership=channels,
    staff=channels,
    threshold=st.integers(5, 30),
    support=lines,
    contact=labels,
    question_set=st.just(WEEKLY),
)
counts = st.none() | st.integers(0, 10**6)
shared = {"dimension": words, "group": words, "name": words, "text": words}


choices = st.lists(
    st.builds(
        Choice,
        options=st.lists(ids, min_size=1, max_size=3).map(tuple),
        label=words,
        chosen=st.integers(0, 10**6),
    ),
    max_size=4,
).map(tuple)


def figures() -> st.SearchStrategy[Figure]:
    shown = {**shared, "question": words, "version": words}
    return (
        st.builds(
            Figure,
            precision=st.just(Precision.EXACT),
            answered=counts,
            favourable=counts,
            choices=choices,
            **shown,
        )
        | st.builds(Figure, precision=st.just(Precision.ROUNDED), nearest=counts, **shown)
        | st.builds(Figure, precision=st.sampled_from(["band", "withheld"]), **shown)
    )


def rankings() -> st.SearchStrategy[Ranking]:
    shown = {"question": words, "version": words, "text": words}
    option = {"option": words, "label": words, "rank": st.integers(1, 9), "text": words}
    options = st.builds(Chosen, chosen=counts, **option) | st.builds(
        Chosen, nearest=counts, **option
    )
    return st.builds(
        Ranking,
        precision=st.just(Precision.EXACT),
        answered=counts,
        options=st.lists(options, max_size=4).map(tuple),
        **shown,
    ) | st.builds(Ranking, precision=st.sampled_from(["rounded", "band", "withheld"]), **shown)


def responses() -> st.SearchStrategy[Response]:
    shown = {**shared, "invited": st.integers(0, 10**6)}
    return (
        st.builds(Response, precision=st.just(Precision.EXACT), answered=counts, **shown)
        | st.builds(Response, precision=st.just(Precision.ROUNDED), nearest=counts, **shown)
        | st.builds(Response, precision=st.sampled_from(["band", "withheld"]), **shown)
    )


def with_database(test: Callable[[Database], Awaitable[None]]) -> None:
    """Run a coroutine on an empty migrated file, as each example of hypothesis needs its own."""

    async def run(folder: str) -> None:
        async with main_database(Path(folder)) as database:
            await test(database)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(folder))


@settings(max_examples=25, deadline=None)
@given(st.lists(pulses, max_size=3, unique_by=lambda pulse: pulse.id))
def test_pulses(kept: list[Pulse]) -> None:
    """Every pulse comes back as it was given."""

    async def test(database: Database) -> None:
        await Pulses(database).put(kept, now=NOW)
        assert await Pulses(database).all() == sorted(kept, key=lambda pulse: pulse.id)

    with_database(test)


@settings(max_examples=25, deadline=None)
@given(pulses, instants, st.lists(st.sampled_from(WEEKLY.questions), unique=True), words)
def test_rounds(pulse: Pulse, opens: datetime, asked: list[object], reason: str) -> None:
    """A round comes back as it was planned, as it was opened and as it was cancelled."""

    async def test(database: Database) -> None:
        rounds = Rounds(database)
        await Pulses(database).put([pulse], now=NOW)
        one = a_round(pulse, opens)
        await rounds.plan([one])
        assert await rounds.get(one.id) == one
        assert await rounds.window(one.id) == (State.PLANNED, one.closes)
        dimensions = tuple(dimension.id for dimension in pulse.dimensions)
        one = one.model_copy(update={"questions": tuple(asked), "dimensions": dimensions})
        await rounds.open(one, [])
        one = one.model_copy(update={"state": State.OPEN})
        assert await rounds.get(one.id) == one
        await rounds.cancel(one, reason, [])
        cancelled = one.model_copy(update={"state": State.CANCELLED, "reason": reason})
        assert await rounds.in_state(State.CANCELLED) == [cancelled]

    with_database(test)


@settings(max_examples=25, deadline=None)
@given(
    pulses,
    instants,
    st.lists(responses(), max_size=5).map(tuple),
    st.lists(figures(), max_size=5).map(tuple),
    st.lists(rankings(), max_size=3).map(tuple),
)
def test_published(
    pulse: Pulse,
    opens: datetime,
    shares: tuple[Response, ...],
    shown: tuple[Figure, ...],
    ranked: tuple[Ranking, ...],
) -> None:
    """What is published comes back in its order, and no count that was not published."""

    async def test(database: Database) -> None:
        one = a_round(pulse, opens)
        await Pulses(database).put([pulse], now=NOW)
        await Rounds(database).plan([one])
        await Rounds(database).open(one, [])
        published = Published(round=one.id, responses=shares, figures=shown, rankings=ranked)
        assert await Rounds(database).close(published)
        assert await Rounds(database).published(one.id) == published

    with_database(test)


owed = st.builds(
    Owed,
    key=words,
    round=st.none(),
    recipient=words,
    to_person=st.booleans(),
    body=words,
    since=instants,
    due=instants,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(owed, max_size=5, unique_by=lambda message: message.key))
def test_messages_owed(messages: list[Owed]) -> None:
    """Every message comes out as it went in, each once."""

    async def test(database: Database) -> None:
        outbox = Outbox(database)
        await outbox.owe(messages)
        found = []
        while (message := await outbox.due(datetime(2100, 1, 1, tzinfo=UTC))) is not None:
            found.append(message)
            await outbox.gone(message.key)
        assert found == sorted(messages, key=lambda message: message.due)

    with_database(test)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.builds(Preference, person=words, paused_until=instants, never=st.booleans())))
def test_preferences(kept: list[Preference]) -> None:
    """Each person's last preference comes back as it was given."""

    async def test(database: Database) -> None:
        preferences = Preferences(database)
        for preference in kept:
            await preferences.put(preference)
        for preference in {one.person: one for one in kept}.values():
            assert await preferences.get(preference.person) == preference

    with_database(test)
