"""Asking a running bot whether it is well, from another process."""

import http.client
import ipaddress

from bot.errors import StaffPulseError
from bot.health.served import READY

_SECONDS = 5
_MOST_BYTES = 10_000


class NotWell(StaffPulseError):
    """The bot does not run, is stuck, or is not at work."""


def ask(host: str, port: int, *, within: float = _SECONDS) -> None:
    """Return if the bot is at work; NotWell with the reason otherwise.

    Args:
        host: the address that it listens on.
        port: 0 where it was told to listen nowhere.
        within: seconds that its answer may take.
    """
    if port == 0:
        raise NotWell(
            "STAFF_PULSE_HEALTH_PORT is 0, so the bot tells nobody how it is; give it a port from "
            "1 to 65535."
        )
    where = _reached_at(host)
    connection = http.client.HTTPConnection(where, port, timeout=within)
    try:
        connection.request("GET", READY)
        answer = connection.getresponse()
        said = answer.read(_MOST_BYTES).decode(errors="replace").strip()
    except TimeoutError:
        raise NotWell(
            f"The bot at {where}:{port} did not answer in {within:g} seconds: it is stuck; read "
            f"its log and start it again."
        ) from None
    except (OSError, http.client.HTTPException) as error:
        raise NotWell(
            f"No bot answers at {where}:{port} ({type(error).__name__}): start it, or set "
            f"STAFF_PULSE_HEALTH_PORT as it is set for the bot."
        ) from None
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise NotWell(said)


def _reached_at(host: str) -> str:
    """Where this machine reaches what listens there: every address takes in its own."""
    address = ipaddress.ip_address(host)
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"  # noqa: PLR2004
