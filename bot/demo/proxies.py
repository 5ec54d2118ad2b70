import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_aside() -> Iterator[None]:
    """Talk to this machine straight, whatever proxy the environment names.

    The Slack SDK takes a proxy from HTTP_PROXY and its like even for 127.0.0.1, and looks at no
    NO_PROXY (slack_sdk/proxy_env_variable_loader.py).
    """
    named = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    for name in named:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(named)
