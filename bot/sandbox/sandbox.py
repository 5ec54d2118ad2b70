import errno
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.sandbox.clock import Clock, SystemClock
from bot.sandbox.delivery import Ack, Parcel
from bot.sandbox.errors import ApiError, PortTaken
from bot.sandbox.faults import Faults
from bot.sandbox.files import MOST_BYTES
from bot.sandbox.http_delivery import HttpDelivery
from bot.sandbox.limits import Limits, Meter
from bot.sandbox.page.guard import local_only
from bot.sandbox.page.page import Page
from bot.sandbox.page.site import Site
from bot.sandbox.person import Person
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.web_api import SCOPES, Tokens, WebApi
from bot.sandbox.workspace import Workspace


class Sandbox:
    """A Slack-shaped workspace on 127.0.0.1, served while it is entered with `async with`.

    An unchanged bot talks to it over HTTP and WebSocket: `api_url` is its base URL. The bot is
    reached by Socket Mode once it has connected, or at a URL after `deliver_over_http`.
    `patience` is the clock by which trigger_ids expire and acknowledgements over Socket Mode are
    waited for, the same one by default; another lets time be moved while somebody waits.
    `scopes` are those granted to the bot, by default all that the methods here ask for.
    `limits` are by default the documented ones. `port` 0 takes any free one. Without `paid`,
    user groups are refused as on Slack's free plan. With a `page` people can use it in a browser
    at `url`; it may be set and replaced while the sandbox is served.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        patience: Clock | None = None,
        bot_token: str = "xoxb-sandbox",  # noqa: S107 - made up, opens nothing elsewhere
        app_token: str = "xapp-sandbox",  # noqa: S107 - as above
        signing_secret: str = "sandbox-signing-secret",  # noqa: S107 - as above
        scopes: frozenset[str] | None = None,
        limits: Limits | None = None,
        port: int = 0,
        paid: bool = True,
        page: Page | None = None,
    ) -> None:
        self.clock = clock or SystemClock()
        self.bot_token = bot_token
        self.app_token = app_token
        self.signing_secret = signing_secret
        self.faults = Faults()
        self.workspace = Workspace(self.clock, paid=paid, patience=patience)
        self.socket_mode = SocketMode(patience or self.clock, self.faults, self.workspace.app_id)
        self.web_api = WebApi(
            self.workspace,
            Tokens(bot=bot_token, app=app_token, scopes=SCOPES if scopes is None else scopes),
            Meter(limits or Limits.documented(), self.clock),
            self.faults,
            self._new_connection,
        )
        self.port = port
        self._response_urls = ResponseUrls(self.workspace)
        self._people: dict[str, Person] = {}
        self._site = Site(self.workspace, self.person, page)
        self._http: HttpDelivery | None = None
        self._retired: list[HttpDelivery] = []
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, with a slash at its end."""
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def page(self) -> Page | None:
        """What the page shows besides the workspace; None where no page is served."""
        return self._site.page

    @page.setter
    def page(self, page: Page | None) -> None:
        self._site.page = page
        self.workspace.changed()

    def person(self, person: str) -> Person:
        """Return somebody who was added to the workspace, to see and do as they would."""
        if person not in self.workspace.people:
            raise LookupError(f"nobody in this workspace has the id {person!r}")
        if person not in self._people:
            self._people[person] = Person(
                person, self.workspace, self._deliver, self._response_urls
            )
        return self._people[person]

    def deliver_over_http(self, url: str) -> None:
        """Bring the bot everything as signed requests to a URL, from now on."""
        if self._http is not None:
            self._retired.append(self._http)
        self._http = HttpDelivery(url, self.signing_secret, self.clock, self.faults)

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[local_only], client_max_size=MOST_BYTES)
        app.add_routes(
            [
                web.route("*", "/api/{method}", self.web_api.serve),
                web.get("/files-pri/{id}", self.web_api.download),
                web.get("/link/", self.socket_mode.serve),
                web.post("/response/{token}", self._response_urls.serve),
                web.post("/upload/{token}", self.workspace.files.receive),
                *self._site.routes(),
            ]
        )
        # What a fault still holds back is not waited for.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        except OSError as error:
            await self._runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(self.port) from None
            raise
        self.port = self._runner.addresses[0][1]
        self.workspace.files.base = f"http://127.0.0.1:{self.port}/upload/"
        self.workspace.files.private = f"http://127.0.0.1:{self.port}/files-pri/"
        self._response_urls.base = f"http://127.0.0.1:{self.port}/response/"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._site.stop()
        await self.socket_mode.stop()
        for delivery in [*self._retired, *([self._http] if self._http else [])]:
            await delivery.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _deliver(self, parcel: Parcel) -> Ack | None:
        return await (self._http or self.socket_mode).deliver(parcel)

    def _new_connection(self) -> str:
        if self.socket_mode.link_disabled:
            raise ApiError("link_disabled")
        ticket = self.socket_mode.new_ticket()
        return f"ws://127.0.0.1:{self.port}/link/?ticket={ticket}&app_id={self.workspace.app_id}"
