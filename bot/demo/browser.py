"""The visitor's browser."""

import os
import sys
import webbrowser
from collections.abc import Callable
from threading import Thread


def show(url: str, say: Callable[[str], None]) -> None:
    """Open an address in the browser, and say so where none is found; nothing waits for it.

    Without a display only browsers in the terminal would be found, where the demo speaks.
    """
    if sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        return

    def show() -> None:
        if not webbrowser.open(url):
            say("No browser was found here; open the address in one yourself.")

    Thread(target=show, daemon=True).start()
