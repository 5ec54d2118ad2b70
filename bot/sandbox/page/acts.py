from collections.abc import Callable
from dataclasses import replace

from bot.sandbox.page.frames import (
    Acting,
    Be,
    Bring,
    CloseModal,
    CloseThread,
    Command,
    Looking,
    MoveTime,
    Open,
    OpenHome,
    OpenThread,
    Press,
    PressInHome,
    PressInModal,
    Submit,
)
from bot.sandbox.page.hand import Hand, HandError
from bot.sandbox.page.viewpoint import Viewpoint, colleagues, places, replies, standing
from bot.sandbox.person import Person
from bot.sandbox.records import Message, Outcome
from bot.sandbox.workspace import Workspace

GONE = "That is not here any more. Please look at what the page shows now."


class Refused(Exception):
    """Something that cannot be done; its words are for the person who tried."""


class Acts:
    """What somebody at the page may do, and where they stand.

    `viewpoint` is None until there is anybody to be.
    """

    def __init__(
        self,
        workspace: Workspace,
        person: Callable[[str], Person],
        hand: Callable[[], Hand | None],
        viewpoint: Viewpoint | None,
    ) -> None:
        self.viewpoint = viewpoint
        self._workspace = workspace
        self._person = person
        self._hand = hand

    async def do(self, frame: Looking | Acting | MoveTime) -> Outcome:
        """Do what a frame says; raise Refused when that cannot be done."""
        try:
            match frame:
                case Be() | Open() | OpenThread() | CloseThread():
                    self._look(frame)
                    return Outcome(accepted=True)
                case MoveTime():
                    await self._move_time(frame)
                    return Outcome(accepted=True)
                case _:
                    return await self._act(frame)
        except LookupError:
            raise Refused(GONE) from None
        except HandError as error:
            raise Refused(str(error)) from None

    def _look(self, frame: Looking) -> None:
        match frame:
            case Be():
                self._be(frame.person)
            case Open():
                self._open(frame.place)
            case OpenThread():
                self._open_thread(frame.ts)
            case CloseThread():
                self.viewpoint = replace(self._settled(), thread=None)
        self._workspace.changed()

    def _be(self, person: str) -> None:
        if all(person != account.id for account in colleagues(self._workspace)):
            raise Refused("Nobody here has that name. Please choose somebody from the list.")
        self.viewpoint = Viewpoint.of(person, self._workspace)

    def _open(self, place: str) -> None:
        me = self._settled().me
        if all(place != channel.id for channel in places(me, self._workspace)):
            raise Refused("You are not in that conversation, or it is not here any more.")
        self.viewpoint = Viewpoint(me=me, place=place)

    def _open_thread(self, ts: str) -> None:
        viewpoint = self._settled()
        if viewpoint.place is None or self._workspace.message(viewpoint.place, ts) is None:
            raise Refused(GONE)
        self.viewpoint = replace(viewpoint, thread=ts)

    async def _act(self, frame: Acting) -> Outcome:
        viewpoint = self._settled()
        person = self._person(viewpoint.me)
        match frame:
            case OpenHome():
                self.viewpoint = Viewpoint(me=viewpoint.me, place=None)
                self._workspace.changed()
                return await person.open_home()
            case Press():
                message = self._message(viewpoint, frame.ts)
                return await person.press(
                    message, frame.action_id, frame.value, block_id=frame.block_id
                )
            case PressInHome():
                return await person.press_in_home(
                    frame.action_id, frame.value, block_id=frame.block_id
                )
            case Command():
                return await person.command(frame.name, frame.text, channel=viewpoint.place)
            case _:
                return await _in_modal(person, frame)

    def _message(self, viewpoint: Viewpoint, ts: str) -> Message:
        """Return a message of the open conversation or thread."""
        me, place, thread = viewpoint.me, viewpoint.place, viewpoint.thread
        if place is None:
            raise Refused(GONE)
        before_them = [*standing(me, place, self._workspace)]
        if thread is not None:
            before_them += replies(me, place, thread, self._workspace)
        for message in before_them:
            if message.ts == ts:
                return message
        raise Refused(GONE)

    async def _move_time(self, frame: MoveTime) -> None:
        hand = self._hand()
        if hand is None:
            raise Refused("Time cannot be moved by hand in this workspace.")
        if hand.busy is not None:
            raise Refused(f"One moment, please. Under way now: {hand.busy}.")
        match frame.do:
            case "next_step":
                await hand.next_step()
            case "next_week":
                await hand.next_week()
            case "real_time":
                await hand.real_time()

    def _settled(self) -> Viewpoint:
        if self.viewpoint is None:
            raise Refused("Please choose who you are first.")
        self.viewpoint = self.viewpoint.settled(self._workspace)
        return self.viewpoint


async def _in_modal(person: Person, frame: PressInModal | Bring | Submit | CloseModal) -> Outcome:
    match frame:
        case PressInModal():
            return await person.press_in_modal(
                frame.action_id, frame.value, block_id=frame.block_id, answers=frame.answers
            )
        case Bring():
            return Outcome(accepted=True, file=person.bring(frame.name, frame.content).id)
        case Submit():
            return await person.submit(frame.answers)
        case CloseModal():
            return await person.close_modal(everything=frame.everything)
