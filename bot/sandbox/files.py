"""Files, from the address that their bytes go to until they stand in messages.

https://docs.slack.dev/messaging/working-with-files
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

from aiohttp import web

from bot.sandbox.clock import Clock
from bot.sandbox.errors import ApiError
from bot.sandbox.records import File, Json

MOST_BYTES = 16 * 1024 * 1024
"""The longest upload that is taken."""


@dataclass(slots=True, kw_only=True)
class _Upload:
    """What was announced, and its bytes once they came."""

    name: str
    length: int
    alt_text: str
    content: bytes | None = None


class Files:
    """The files that stand, and the uploads that are under way.

    `base` is the address that uploads begin with, `private` that of downloads. A
    file can stand in a block `looked_at_for` so long after its upload was completed: Slack looks
    at files first, which it does at its leisure.
    """

    def __init__(self, clock: Clock, new_id: Callable[[str], str]) -> None:
        self.base = ""
        self.private = ""
        self.looked_at_for = timedelta(0)
        self.standing: dict[str, File] = {}
        self._clock = clock
        self._new_id = new_id
        self._uploads: dict[str, _Upload] = {}
        self._addresses: dict[str, str] = {}

    def issue(self, name: str, length: int, alt_text: str) -> tuple[str, str]:
        """Return the id of a file that is to come, and the address for its bytes."""
        file_id, token = self._new_id("F0"), token_hex(16)
        self._uploads[file_id] = _Upload(name=name, length=length, alt_text=alt_text)
        self._addresses[token] = file_id
        return file_id, f"{self.base}{token}"

    async def receive(self, request: web.Request) -> web.Response:
        """Take a file's bytes, as they are or as the part of a form; an address serves once."""
        file_id = self._addresses.pop(request.match_info["token"], None)
        if file_id is None:
            return web.Response(status=404, text="no such upload")
        content = await _content(request)
        upload = self._uploads[file_id]
        if len(content) != upload.length:
            return web.Response(status=400, text="the length is not the one that was announced")
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    def complete(self, file_id: str, title: str, user: str) -> File:
        """Let a file stand whose bytes came; raise ApiError where there is none, or no more."""
        upload = self._uploads.get(file_id)
        if upload is None or upload.content is None:
            raise ApiError("file_not_found")
        del self._uploads[file_id]
        self.standing[file_id] = File(
            id=file_id,
            name=upload.name,
            title=title or upload.name,
            user=user,
            content=b64encode(upload.content).decode(),
            usable_from=self._clock.now() + self.looked_at_for,
            alt_text=upload.alt_text,
        )
        return self.standing[file_id]

    def give(self, name: str, content: bytes, user: str) -> File:
        """Let a file stand that a person brought, and return it."""
        file = File(
            id=self._new_id("F0"),
            name=name,
            title=name,
            user=user,
            content=b64encode(content).decode(),
            usable_from=self._clock.now(),
        )
        self.standing[file.id] = file
        return file

    def check(self, blocks: Iterable[Json], at: str, code: str) -> None:
        """Raise ApiError `code` unless every file in blocks is a picture that can be shown."""
        strange = [
            f"invalid slack file [json-pointer:{where}/slack_file]"
            for number, block in enumerate(blocks)
            for where, named in _named(block, f"{at}/{number}")
            if not self._can_be_shown(named)
        ]
        if strange:
            raise ApiError(code, strange)

    def _can_be_shown(self, named: Json) -> bool:
        found = self.standing.get(str(named.get("id")))
        return (
            found is not None
            and found.picture is not None
            and found.usable_from <= self._clock.now()
        )


async def _content(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    form = await request.post()
    part = next(iter(form.values()), b"")
    return part.file.read() if isinstance(part, web.FileField) else str(part).encode()


def _named(part: object, at: str) -> Iterator[tuple[str, Json]]:
    """Every slack_file in a block, with where the picture stands."""
    if isinstance(part, dict):
        if isinstance(part.get("slack_file"), dict):
            yield at, part["slack_file"]
        for name, inner in part.items():
            yield from _named(inner, f"{at}/{name}")
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            yield from _named(inner, f"{at}/{number}")
