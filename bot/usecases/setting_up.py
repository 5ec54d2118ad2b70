"""Setting up a pulse step by step, and changing one: nothing is in force before its last step."""

from collections.abc import Callable, Sequence
from secrets import token_hex
from typing import assert_never

from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.ports import DraftStore, PulseStore
from bot.survey import grouping
from bot.survey.plan import Plan, Step
from bot.survey.roster import NobodyToAsk
from bot.survey.wording import day
from bot.usecases import planning, timetable
from bot.usecases.actions import Misfilled
from bot.usecases.audiences import Misnamed, Unusable, audience
from bot.usecases.drafted import read
from bot.usecases.filling import Channels, Filled, Groups, People, Questions, Times
from bot.usecases.lookups import Lookups
from bot.usecases.overlaps import Overlapping
from bot.usecases.previewing import Previews
from bot.usecases.pulses import Outdated, Pulses
from bot.usecases.windows import At, Begun, Gone, Started, Window, in_words
from questions.model import QuestionSet
from storage.model import Draft, DraftKind, Pulse

_NEW, _CHANGE = "new-", "change-"
_ZONE = "Europe/London"
_USUAL = "weekly"

OVERTAKEN = (
    "Somebody else has gone on with this meanwhile, so what you just sent was not kept. This is "
    "how it stands now."
)
REBASED = (
    "Somebody else changed this pulse meanwhile, so nothing was put in force. This is how it "
    "stands now, with what you changed. Please look through it, and press again."
)
NAMESAKE = (
    "Somebody else put a pulse in force meanwhile, so this one was not. Please look through it, "
    "and press again."
)
_OVER = "This was started or thrown away meanwhile. Home shows how things stand."
_ENDED = "This pulse has ended meanwhile, so it cannot be changed any more."
UNCHANGED = "Nothing is different from how the pulse stands now."


class SettingUp:
    """What admins do to set up and change pulses; who they are was looked up before.

    Each method raises StaffPulseError while the chat does not tell, and Gone where what a window
    is about is no more.

    Args:
        shipped: gives the question sets that come with the program.
    """

    def __init__(
        self,
        *,
        drafts: DraftStore,
        pulses: Pulses,
        kept: PulseStore,
        previews: Previews,
        lookups: Lookups,
        shipped: Callable[[], Sequence[QuestionSet]],
        clock: Clock,
    ) -> None:
        self._drafts = drafts
        self._pulses = pulses
        self._kept = kept
        self._previews = previews
        self._lookups = lookups
        self._shipped = shipped
        self._clock = clock

    async def begun(self) -> Sequence[Begun]:
        """What can be gone on with; whoever is shown it will soon need to know who is there."""
        self._lookups.hurry()
        return tuple(
            Begun(draft=draft.id, name=plan.name, pulse=plan.was.id if plan.was else None)
            for draft in await self._drafts.all(DraftKind.PULSE)
            if (plan := read(draft, Plan))
        )

    async def begin(self) -> Window:
        """The first step of a new pulse; a draft is kept once it is filled in."""
        self._lookups.hurry()
        return await self._window(f"{_NEW}{token_hex(4)}", 0, await self._new(), Step.QUESTIONS)

    async def go_on(self, draft: str) -> Window:
        """The step at which a draft was left."""
        self._lookups.hurry()
        plan, revision = await self._stands(draft)
        if revision == 0:
            raise Gone(_OVER)
        return await self._window(draft, revision, plan, plan.reached)

    async def change(self, pulse: str) -> Window:
        """All of a pulse, to be changed; what somebody began to change is gone on with."""
        self._lookups.hurry()
        draft = f"{_CHANGE}{pulse}"
        plan, revision = await self._stands(draft)
        if plan.was != await self._wanted(pulse):
            return await self._rebased(draft, revision, plan)
        return await self._window(draft, revision, plan, Step.SUMMARY)

    async def show(self, at: At, step: Step) -> Window:
        """Another step as it stands; what was not sent in this one is not kept."""
        plan, revision = await self._met(at)
        return await self._window(at.draft, revision, plan, step)

    async def look(self, at: At, filled: Filled) -> Window:
        """The same step with what it would do as filled in; nothing is kept."""
        plan, revision = await self._met(at)
        if revision != at.revision:
            return await self._window(at.draft, revision, plan, plan.reached, OVERTAKEN)
        try:
            plan = await self._glanced(plan, filled)
        except Misfilled as wrong:
            shown = await self._window(at.draft, revision, plan, at.step)
            return shown.model_copy(update={"preview": shown.preview.failing(wrong.fields)})
        return await self._window(at.draft, revision, plan, at.step)

    async def fill(self, at: At, filled: Filled) -> Window:
        """Keep a step, and show what comes next; the same once more changes nothing.

        Raises:
            Misfilled: something cannot be taken.
        """
        plan, revision = await self._met(at)
        if revision != at.revision:
            return await self._overtaken(at, plan, revision, filled)
        changed = await self._settled(plan, filled)
        if changed == plan:
            return await self._window(at.draft, revision, plan, plan.after(at.step))
        if not await self._keep(at.draft, revision + 1, changed):
            return await self._overtaken(at, *await self._met(at), filled)
        return await self._window(at.draft, revision + 1, changed, changed.after(at.step))

    async def start(self, at: At, by: str) -> Window | Started:
        """Put a pulse in force as it was looked at, or say why not.

        Args:
            at: the last step.
            by: the admin's member id.
        """
        plan, revision = await self._met(at)
        if revision != at.revision or plan.reached is not Step.SUMMARY:
            return await self._window(at.draft, revision, plan, plan.reached, OVERTAKEN)
        pulse = plan.pulse()
        if pulse == plan.was:
            return await self._window(at.draft, revision, plan, Step.SUMMARY, UNCHANGED)
        try:
            await self._refuse_unusable(pulse)
            await self._pulses.change(pulse, was=plan.was, by=by)
        except Outdated:
            return await self._rebased(at.draft, revision, plan)
        except StaffPulseError as error:
            return await self._refused(at.draft, revision, plan, error)
        await self._drafts.drop(at.draft)
        return Started(pulse=pulse, was=plan.was)

    async def discard(self, at: At) -> None:
        """Throw a draft away; one that somebody else went on with stays."""
        _, revision = await self._met(at)
        if revision != at.revision:
            raise Gone("Somebody else has gone on with this meanwhile, so it was not thrown away.")
        await self._drafts.drop(at.draft)

    async def stop(self) -> None:
        """Break off what is looked up beside all else."""
        await self._lookups.stop()

    async def _new(self) -> Plan:
        """A new plan, which suggests the usual questions where no pulse is in force."""
        usual = {one.id: one for one in self._shipped()}.get(_USUAL)
        some = bool(await self._pulses.all())
        return Plan.new(None if some else usual, day(self._clock.now(), _ZONE))

    async def _stands(self, draft: str) -> tuple[Plan, int]:
        """A draft as it stands with its revision; 0 where none is kept.

        Raises:
            Gone: it would change a pulse that has ended.
        """
        kept = await self._drafts.get(draft)
        if kept is not None and kept.kind is DraftKind.PULSE:
            if plan := read(kept, Plan):
                return plan, kept.revision
            await self._drafts.drop(draft)
        if not draft.startswith(_CHANGE):
            return await self._new(), 0
        pulse = await self._wanted(draft.removeprefix(_CHANGE))
        if pulse is None:
            raise Gone(_ENDED)
        return Plan.of(pulse), 0

    async def _met(self, at: At) -> tuple[Plan, int]:
        """What a window is about as it stands; Gone where it was kept, and is no more."""
        plan, revision = await self._stands(at.draft)
        if revision == 0 and at.revision:
            raise Gone(_OVER)
        return plan, revision

    async def _wanted(self, pulse: str) -> Pulse | None:
        return next((one for one in await self._pulses.wanted() if one.id == pulse), None)

    async def _keep(self, draft: str, revision: int, plan: Plan) -> bool:
        body = plan.model_dump_json()
        return await self._drafts.keep(
            Draft(id=draft, kind=DraftKind.PULSE, revision=revision, body=body)
        )

    async def _settled(self, plan: Plan, filled: Filled) -> Plan:
        match filled:
            case Questions():
                sets = {one.id: one for one in await self._sets(plan)}
                return planning.questions(plan, filled, sets, await self._taken())
            case People():
                return await planning.people(plan, filled, self._lookups)
            case Groups():
                return planning.groups(plan, filled)
            case Times():
                return timetable.times(plan, filled, self._clock.now())
            case Channels():
                return await planning.channels(plan, filled, self._lookups)
        assert_never(filled)

    async def _overtaken(self, at: At, plan: Plan, revision: int, filled: Filled) -> Window:
        """How a draft stands that is another by now; a step that was kept before leads on."""
        try:
            if await self._settled(plan, filled) == plan:
                return await self._window(at.draft, revision, plan, plan.after(at.step))
        except (Misfilled, Gone):
            pass
        return await self._window(at.draft, revision, plan, plan.reached, OVERTAKEN)

    async def _glanced(self, plan: Plan, filled: Filled) -> Plan:
        """The plan as it would be; questions are looked at also before there is a name."""
        if not isinstance(filled, Questions):
            return await self._settled(plan, filled)
        sets = {one.id: one for one in await self._sets(plan)}
        return plan.model_copy(update={"question_set": sets.get(filled.question_set or "")})

    async def _taken(self) -> frozenset[str]:
        """The ids of all pulses that there ever were."""
        return frozenset(await self._kept.standing(self._clock.now()))

    async def _sets(self, plan: Plan) -> tuple[QuestionSet, ...]:
        """What can be asked: the plan's own set, those that were ever in force or kept, shipped."""
        own = (plan.question_set,) if plan.question_set else ()
        kept = await self._pulses.question_sets()
        found = {one.id: one for one in (*self._shipped(), *kept, *own)}
        return tuple(sorted(found.values(), key=lambda one: one.title.casefold()))

    async def _window(
        self, draft: str, revision: int, plan: Plan, step: Step, note: str = ""
    ) -> Window:
        """A step as it stands; who is asked, where nobody or nothing is there to ask any more."""
        step = min(step, plan.reached, key=[*Step].index)
        try:
            preview = await self._previews.of(plan, step)
            if step is Step.SUMMARY and not note:
                note = await self._hindrance(plan)
        except (Misnamed, NobodyToAsk) as error:
            note = " ".join(filter(None, (note, in_words(plan, error))))
            step = Step.PEOPLE
            preview = await self._previews.of(plan, step)
        return Window(
            at=At(draft=draft, revision=revision, step=step),
            plan=plan,
            preview=preview,
            note=note,
            sets=await self._sets(plan) if step is Step.QUESTIONS else (),
        )

    async def _hindrance(self, plan: Plan) -> str:
        """Why a plan could not be put in force now; "" where it could."""
        try:
            await self._pulses.weigh(plan.pulse(), was=plan.was)
        except (Overlapping, Outdated) as error:
            return str(error)
        return ""

    async def _rebased(self, draft: str, revision: int, plan: Plan) -> Window:
        """A change on top of what somebody else changed; a new pulse has an id of its own."""
        if plan.was is None:
            id_ = grouping.identified(plan.name, await self._taken())
            plan = plan.model_copy(update={"id": id_})
            await self._keep(draft, revision + 1, plan)
            return await self._window(draft, revision + 1, plan, Step.SUMMARY, NAMESAKE)
        pulse = await self._wanted(plan.id)
        if pulse is None:
            await self._drafts.drop(draft)
            raise Gone(_ENDED)
        plan = plan.rebased(pulse)
        await self._keep(draft, revision + 1, plan)
        return await self._window(draft, revision + 1, plan, Step.SUMMARY, REBASED)

    async def _refuse_unusable(self, pulse: Pulse) -> None:
        """Raise for what was there when it was filled in and is gone: a group, or a channel."""
        await self._lookups.usergroups()
        await audience(pulse, self._lookups)
        for channel in (pulse.leadership, pulse.staff):
            await self._lookups.channel(channel)

    async def _refused(
        self, draft: str, revision: int, plan: Plan, error: StaffPulseError
    ) -> Window:
        """Say why a pulse was not put in force, where it can be mended."""
        step = Step.PEOPLE if isinstance(error, Misnamed | NobodyToAsk) else Step.SUMMARY
        step = Step.CHANNELS if isinstance(error, Unusable) else step
        return await self._window(draft, revision, plan, step, in_words(plan, error))
