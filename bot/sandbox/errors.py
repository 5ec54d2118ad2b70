from collections.abc import Sequence


class PortTaken(Exception):
    """The port that a sandbox was to be served at is not free; `port` is its number."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} of this machine is in use by another program. "
            "Stop that program, or choose another port."
        )
        self.port = port


class ApiError(Exception):
    """A Web API call that Slack would refuse, by the error code that Slack gives for it.

    `messages` say where and why, as in "must be less than 151 characters
    [json-pointer:/blocks/0/text/text]"; `needed` names the scope that a `missing_scope` lacks.
    """

    def __init__(self, code: str, messages: Sequence[str] = (), *, needed: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.messages = tuple(messages)
        self.needed = needed


class RateLimitedError(Exception):
    """A call above its rate; `retry_after` is how many whole seconds to wait."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after
