"""The response_url of an interaction (https://docs.slack.dev/interactivity/handling-user-interaction)."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from aiohttp import web

from bot.sandbox import block_kit
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json, Message
from bot.sandbox.workspace import Workspace

USES = 5
LIFETIME = timedelta(minutes=30)


@dataclass(slots=True, kw_only=True)
class _Address:
    person: str
    channel: str
    expires: datetime
    original: str | None
    uses: int = 0


class ResponseUrls:
    """The addresses to which the bot may answer an interaction, five times in 30 minutes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._issued: dict[str, _Address] = {}
        self.base = ""

    def issue(self, person: str, channel: str, original: Message | None = None) -> str:
        """Return a fresh URL for what a person did in a channel, to `original` if it was there."""
        token = token_urlsafe(18)
        self._issued[token] = _Address(
            person=person,
            channel=channel,
            expires=self._workspace.now() + LIFETIME,
            original=None if original is None else original.ts,
        )
        return f"{self.base}{token}"

    async def serve(self, request: web.Request) -> web.Response:
        """Take one answer."""
        address = self._issued.get(request.match_info["token"])
        if address is None or self._workspace.now() > address.expires:
            return web.Response(status=404, text="expired_url")
        if address.uses >= USES:
            return web.Response(status=404, text="used_url")
        try:
            body = json.loads(await request.text())
            self._take(address, body)
        except json.JSONDecodeError:
            return web.Response(status=400, text="invalid_payload")
        except ApiError as error:
            return web.Response(status=400, text=error.code)
        address.uses += 1
        return web.Response(text="ok")

    def answer(self, person: str, channel: str, body: Json) -> Message | None:
        """Show what the bot replied to a command in its acknowledgement, if it replied."""
        if not body.get("text") and not body.get("blocks"):
            return None
        return self._post(person, channel, body)

    def _take(self, address: _Address, body: Json) -> None:
        original = self._original(address)
        if original is not None and body.get("delete_original"):
            self._workspace.remove_message(original)
        elif original is not None and body.get("replace_original"):
            content = self._content(body)
            self._workspace.name_parts(content.blocks)
            changed = replace(original, text=content.text, blocks=content.blocks)
            self._workspace.replace_message(replace(changed, edited_ts=self._workspace.new_ts()))
        else:
            self._post(address.person, address.channel, body)

    def _original(self, address: _Address) -> Message | None:
        if address.original is None:
            return None
        standing = self._workspace.message(address.channel, address.original)
        if standing is not None:
            return standing
        shown = self._workspace.whispers(address.person)
        return next((m for m in shown if m.ts == address.original), None)

    def _post(self, person: str, channel: str, body: Json) -> Message:
        content = self._content(body)
        self._workspace.name_parts(content.blocks)
        public = body.get("response_type") == "in_channel"
        return self._workspace.post(
            Message(
                channel=channel,
                ts=self._workspace.new_ts(),
                user=self._workspace.bot_user,
                text=content.text,
                blocks=content.blocks,
                thread_ts=body.get("thread_ts"),
                only_for=None if public else person,
            )
        )

    def _content(self, body: Json) -> block_kit.Content:
        content = block_kit.message(
            text=body.get("text") or "", blocks=body.get("blocks"), metadata=body.get("metadata")
        )
        self._workspace.files.check(content.blocks, "/blocks", "invalid_blocks")
        return content
