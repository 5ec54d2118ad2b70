import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime

from aiohttp import web

from bot.sandbox import (
    chat_methods,
    conversation_methods,
    file_methods,
    people_methods,
    view_methods,
)
from bot.sandbox.call import Call
from bot.sandbox.errors import ApiError, RateLimitedError
from bot.sandbox.faults import (
    DropAfterAccept,
    DropBeforeAccept,
    Fault,
    Faults,
    Hold,
    Interject,
    RateLimit,
    Refuse,
    ServerError,
)
from bot.sandbox.limits import Meter
from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace

Handler = Callable[[Call], Json]

METHODS: dict[str, Handler] = {
    "chat.postMessage": chat_methods.post_message,
    "chat.postEphemeral": chat_methods.post_ephemeral,
    "chat.update": chat_methods.update,
    "conversations.open": conversation_methods.open_direct,
    "conversations.info": conversation_methods.info,
    "conversations.members": conversation_methods.members,
    "conversations.history": conversation_methods.history,
    "conversations.replies": conversation_methods.replies,
    "conversations.list": conversation_methods.list_all,
    "files.getUploadURLExternal": file_methods.get_upload_url,
    "files.completeUploadExternal": file_methods.complete_upload,
    "usergroups.list": people_methods.list_usergroups,
    "usergroups.users.list": people_methods.usergroup_members,
    "users.list": people_methods.list_users,
    "users.info": people_methods.user_info,
    "views.open": view_methods.open_modal,
    "views.push": view_methods.push_modal,
    "views.update": view_methods.update,
    "views.publish": view_methods.publish,
}


SCOPES = frozenset(
    {
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:read",
        "usergroups:read",
        "users:read",
    }
)
"""Every scope that a method here asks for; chat:write.public is left to those who want it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the bot must show: its bot token, its app-level token, and the scopes it was given."""

    bot: str
    app: str
    scopes: frozenset[str] = SCOPES


class WebApi:
    """The Web API over HTTP: who calls, how often, with what, and what goes wrong on order.

    `calls` counts by method and outcome: ("chat.postMessage", "ok") or an error's code, and for
    faults "dropped" (besides the outcome of a call that was carried out) or "http 500".
    """

    def __init__(
        self,
        workspace: Workspace,
        tokens: Tokens,
        meter: Meter,
        faults: Faults,
        new_connection: Callable[[], str],
    ) -> None:
        self._workspace = workspace
        self._tokens = tokens
        self._meter = meter
        self._faults = faults
        self.calls: Counter[tuple[str, str]] = Counter()
        self._methods: dict[str, Handler] = METHODS | {
            "auth.test": self._auth_test,
            "apps.connections.open": lambda _: {"url": new_connection()},
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        method = request.match_info["method"]
        fault = self._faults.take(method)
        if isinstance(fault, Hold) and not fault.after_accept:
            await fault.held()
        response = _instead(fault)
        if response is not None:
            self.calls[method, f"http {response.status}"] += 1
            return response
        if not isinstance(fault, DropBeforeAccept):
            response = await self._carry_out(request, method)
        if isinstance(fault, Hold) and fault.after_accept:
            await fault.held()
        if response is None or isinstance(fault, DropAfterAccept):
            self.calls[method, "dropped"] += 1
            return _cut(request)
        return response

    async def download(self, request: web.Request) -> web.Response:
        """Serve a file to the bot; whoever may not read it is led to where people sign in."""
        if _token(request, {}) != self._tokens.bot or "files:read" not in self._tokens.scopes:
            raise web.HTTPFound("/")
        found = self._workspace.files.standing.get(request.match_info["id"])
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found.bytes, content_type="application/octet-stream")

    async def _carry_out(self, request: web.Request, method: str) -> web.Response:
        try:
            arguments = await _arguments(request)
            token = _token(request, arguments)
            self._authenticate(method, token)
            call = Call(workspace=self._workspace, arguments=arguments, scopes=self._tokens.scopes)
            self._count(method, call)
            answer = {"ok": True} | self._methods[method](call)
        except ApiError as error:
            self.calls[method, error.code] += 1
            return web.json_response(self._refusal(error), headers=self._headers())
        except RateLimitedError as error:
            self.calls[method, "ratelimited"] += 1
            return _too_many(error.retry_after)
        self.calls[method, "ok"] += 1
        return web.json_response(answer, headers=self._headers())

    def _authenticate(self, method: str, token: str) -> None:
        if method not in self._methods:
            raise ApiError("unknown_method")
        if not token:
            raise ApiError("not_authed")
        right, other = self._tokens.bot, self._tokens.app
        if method == "apps.connections.open":
            right, other = other, right
        if token == other:
            raise ApiError("not_allowed_token_type")
        if token != right:
            raise ApiError("invalid_auth")

    def _count(self, method: str, call: Call) -> None:
        posting = method == "chat.postMessage"
        self._meter.count(method, chat_methods.rate_key(call) if posting else None)

    def _auth_test(self, call: Call) -> Json:
        workspace = call.workspace
        return {
            "url": f"https://{workspace.team_domain}.slack.com/",
            "team": workspace.team_name,
            "user": workspace.people[workspace.bot_user].name,
            "team_id": workspace.team_id,
            "user_id": workspace.bot_user,
            "bot_id": workspace.bot_id,
            "is_enterprise_install": False,
        }

    def _headers(self) -> dict[str, str]:
        now = self._workspace.clock.now().astimezone(UTC)
        return {
            "x-oauth-scopes": ",".join(sorted(self._tokens.scopes)),
            "Date": format_datetime(now, usegmt=True),
        }

    def _refusal(self, error: ApiError) -> Json:
        answer: Json = {"ok": False, "error": error.code}
        if error.needed:
            provided = ",".join(sorted(self._tokens.scopes))
            answer |= {"needed": error.needed, "provided": provided}
        if error.messages:
            answer["errors"] = list(error.messages)
            answer["response_metadata"] = {"messages": [f"[ERROR] {m}" for m in error.messages]}
        return answer


async def _arguments(request: web.Request) -> dict[str, object]:
    arguments: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except json.JSONDecodeError:
            raise ApiError("invalid_json") from None
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        return arguments | body
    return arguments | dict(await request.post())


def _token(request: web.Request, arguments: dict[str, object]) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else str(arguments.get("token", ""))


def _instead(fault: Fault | None) -> web.Response | None:
    """Return the answer that a fault gives in the place of the method's own."""
    match fault:
        case RateLimit(retry_after):
            return _too_many(retry_after)
        case ServerError(status):
            return web.Response(status=status, text="something went wrong")
        case Interject(status, body, kind):
            return web.Response(status=status, body=body, content_type=kind)
        case Refuse(error):
            return web.json_response({"ok": False, "error": error})
    return None


def _too_many(retry_after: int) -> web.Response:
    headers = {"Retry-After": str(retry_after)}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def _cut(request: web.Request) -> web.Response:
    """Break the connection off, so that the caller gets no answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
