"""Tells admins what could not be delivered, in numbers and reasons; to whom is kept nowhere."""

from collections.abc import Sequence

from bot.errors import StaffPulseError
from bot.ports import RoundStore, SendingStore
from bot.survey import sending as words
from bot.usecases.owing import Owing
from storage.model import Owed, State


class Shortfalls:
    """What admins hear of messages that do not go."""

    def __init__(self, *, sendings: SendingStore, rounds: RoundStore, owing: Owing) -> None:
        self._sendings = sendings
        self._rounds = rounds
        self._owing = owing

    async def tell(self) -> None:
        """Tell admins of each round once, when its last invitation went, how many did not.

        Reminders go to the same people, and are not told of. Of a round that was cancelled there
        is nothing to tell. While nobody can hear of it, as where Slack does not say who is in the
        admins' user group, it stays to be told.
        """
        for sending in await self._sendings.untold():
            round_ = await self._rounds.get(sending.round)
            told: Sequence[Owed] = ()
            if round_ is not None and round_.state is not State.CANCELLED:
                text = words.lost(round_.pulse.name, sending)
                told = await self._owing.alert(f"{round_.id}/undelivered", text)
                if not told:
                    continue
            await self._sendings.tell(sending, told)

    async def unusable(self, name: str, channel: str, said: str) -> Sequence[Owed]:
        """What tells admins that a channel of a pulse cannot be used, though nothing waits for it.

        Args:
            name: the pulse's.
            channel: its id.
            said: what was found and what to do, without a full stop.
        """
        text = words.unusable(name, said)
        return await self._owing.alert(f"{channel}/unusable", text, [channel])

    async def waits(self, owed: Owed, why: StaffPulseError) -> Sequence[Owed]:
        """What tells admins that a channel refuses a message, and how to mend it."""
        text = words.waits(await self._name(owed), str(why))
        return await self._owing.alert(f"{owed.key}/waits", text, [owed.recipient])

    async def given_up(self, owed: Owed, why: StaffPulseError) -> Sequence[Owed]:
        """What tells admins that a channel refused a message for so long that it never goes."""
        text = words.given_up(await self._name(owed), str(why))
        return await self._owing.alert(f"{owed.key}/given-up", text, [owed.recipient])

    async def _name(self, owed: Owed) -> str | None:
        round_ = await self._rounds.get(owed.round) if owed.round else None
        return round_.pulse.name if round_ else None
