"""Charts and files in Slack (https://docs.slack.dev/messaging/working-with-files)."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus

from yarl import URL

from bot.child import NotDone
from bot.render.drawing import picture
from bot.slack.blocks.kit import escaped
from bot.slack.client import Client
from bot.slack.refusal import Refused, in_plain_words
from bot.survey.charting import described
from bot.survey.messages import DigestFile
from bot.survey.trends import Trend

log = logging.getLogger(__name__)

_MOST_ALT_TEXT = 1_000

_SIGN_IN = (
    "Slack did not let the bot read the file: add the scope files:read to the Slack app under "
    "OAuth & Permissions, or paste manifest.yaml again, and reinstall the app"
)

_TRIES = 3
"""So often an upload is tried that may yet succeed; a message waits for no more."""


class Files:
    """Uploads what messages show and share.

    Of the last chart its id is remembered, so that it is drawn and uploaded once for all channels.
    After a kill that is done again: a file that is in no message is seen by nobody.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._tries: Counter[str] = Counter()
        self._turn = asyncio.Lock()
        self._last: tuple[Sequence[Trend], str] | None = None

    async def chart(self, trends: Sequence[Trend], key: str) -> str | None:
        """The id of a chart's file; None where it has to be done without.

        Args:
            trends: what it shows.
            key: of the message that shows it.

        Raises:
            Refused: it is worth another try.
        """
        async with self._turn:
            if self._last is None or self._last[0] != trends:
                file = await self._tried(key, lambda: self._upload_chart(trends))
                self._last = None if file is None else (trends, file)
            return None if self._last is None else self._last[1]

    async def share(self, file: DigestFile, channel: str, thread: str, key: str) -> str | None:
        """Put a file into a thread and return its id; None where Slack does not take it.

        It stands in the thread a little later, when Slack has looked at it.

        Raises:
            Refused: it is worth another try.
        """
        return await self._tried(key, lambda: self._upload_into(file, channel, thread))

    async def bring(self, files: Mapping[str, bytes], conversation: str) -> None:
        """Put files into a direct message, all in one; Refused if they did not go.

        Args:
            files: what is in each, by its name.
            conversation: the direct message's own id.
        """
        uploads = [
            {"file": content, "filename": name, "title": name} for name, content in files.items()
        ]
        with in_plain_words("a direct message"):
            await self._client.files_upload_v2(file_uploads=uploads, channel=conversation)

    async def _tried(self, key: str, upload: Callable[[], Awaitable[str]]) -> str | None:
        self._tries[key] += 1
        try:
            file = await upload()
        except NotDone as failed:
            log.warning("A message goes without its chart: %s", failed)
            return None
        except Refused as refused:
            if self._tries[key] < _TRIES and not refused.lasting:
                raise
            log.warning("A message goes without its chart or file: %s", refused)
            return None
        del self._tries[key]
        return file

    async def _upload_chart(self, trends: Sequence[Trend]) -> str:
        drawn = await picture(trends)
        with in_plain_words("a chart"):
            answer = await self._client.files_upload_v2(
                file=drawn,
                filename="chart.png",
                title="Chart",
                alt_txt=described(trends)[:_MOST_ALT_TEXT],
            )
        return str(answer["file"]["id"])

    async def _upload_into(self, file: DigestFile, channel: str, thread: str) -> str:
        with in_plain_words(f"channel {channel}"):
            answer = await self._client.files_upload_v2(
                content=file.text,
                filename=file.name,
                title=file.name,
                channel=channel,
                thread_ts=thread,
                initial_comment=escaped(file.title),
            )
        return str(answer["file"]["id"])


async def fetched(client: Client, address: str, *, most: int) -> bytes:
    """The first bytes of a file that a person brought; Refused where it cannot be read.

    Args:
        client: whose token is shown, to Slack alone.
        address: where Slack says that the file is.
        most: how many bytes are read, and some more.
    """
    where, ours = URL(address), URL(client.base_url)
    slack = where.scheme == "https" and (where.host or "").endswith(".slack.com")
    if not slack and (where.scheme, where.authority) != (ours.scheme, ours.authority):
        raise Refused("Slack named a place for the file that is not its own, so it was not read")
    session, content = client.session, b""
    assert session is not None  # noqa: S101 - `connected` made the client with one
    headers = {"Authorization": f"Bearer {client.token}"}
    with in_plain_words("a file"):
        # Whoever may not read it is led to where people sign in.
        async with session.get(where, headers=headers, allow_redirects=False) as answer:
            if answer.status != HTTPStatus.OK or answer.content_type == "text/html":
                raise Refused(_SIGN_IN)
            while len(content) <= most and (piece := await answer.content.read(most)):
                content += piece
    return content
