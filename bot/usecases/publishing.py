"""A digest on its way to both channels: its post, its thread, and its file."""

import asyncio
import logging
from collections.abc import Sequence

from bot.clock import Clock
from bot.ports import ActionStore, RoundStore
from bot.render.tables import csv_file
from bot.survey import pages
from bot.survey.actions import Promised
from bot.survey.digest import Digest
from bot.survey.messages import DigestFile, DigestPost, DigestThread
from bot.survey.past import Past
from bot.survey.report.data import sheet
from bot.survey.wording import day
from bot.usecases.composing import composed
from bot.usecases.findings import beside
from bot.usecases.owing import Owing
from storage.model import Owed, Round

log = logging.getLogger(__name__)

FILE_TITLE = "All figures of this digest, for a spreadsheet"


class Publishing:
    """Publishes rounds that have closed."""

    def __init__(
        self, *, rounds: RoundStore, actions: ActionStore, clock: Clock, owing: Owing
    ) -> None:
        self._rounds = rounds
        self._actions = actions
        self._clock = clock
        self._owing = owing

    async def publish(self, round_: Round) -> None:
        """Compose the digest from what is stored, and owe it to both channels."""
        now = self._clock.now()
        digest = await composed(self._rounds, round_)
        promised = await self._promised(round_)
        file = await self._file(round_)
        owed = await asyncio.to_thread(self._owed, round_, digest, promised, file)
        body = await asyncio.to_thread(digest.model_dump_json)
        if await self._rounds.publish(round_.id, body, owed, composed=now):
            log.info("The digest of %s is on its way.", round_.id)

    def _owed(
        self, round_: Round, digest: Digest, promised: Promised, file: DigestFile
    ) -> Sequence[Owed]:
        """Post and thread for both channels; long digests take long to cut."""
        post = DigestPost(page=pages.post(digest, promised), chart=digest.chart)
        thread = [DigestThread(page=page) for page in pages.thread(digest, promised)]
        return self._owing.with_thread(round_, post, [*thread, file], since=round_.closes)

    async def _file(self, round_: Round) -> DigestFile:
        """Everything that was published of a round; made beside the loop, as it may be long."""
        past = Past(round=round_, published=await self._rounds.published(round_.id))
        content = await asyncio.to_thread(lambda: csv_file(sheet(past)))
        return DigestFile(name=f"{round_.id}.csv", title=FILE_TITLE, text=content.decode())

    async def _promised(self, round_: Round) -> Promised:
        """What stands beside a round's digest, with what has ended since the digest before."""
        pulse = round_.pulse
        before = await self._rounds.of_pulse(pulse.id, before=round_.opens, most=1)
        told = await self._rounds.composed(before[-1].id) if before else round_.opens
        return await beside(
            self._actions,
            self._rounds,
            pulse.id,
            today=day(self._clock.now(), pulse.schedule.zone),
            since=told or before[-1].publishes,
        )
