"""As `staff-pulse run`, but at any time; a program, not a module."""

import asyncio
import sys
from datetime import datetime

from bot import logs, settings
from bot.demo.clock import EagerClock
from bot.running import run
from bot.sandbox import HandClock

if __name__ == "__main__":
    logs.set_up("INFO")
    clock = EagerClock(HandClock(datetime.fromisoformat(sys.argv[1])))
    asyncio.run(run(settings.load(), clock))
