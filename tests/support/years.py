"""More than a year of the demo council's rounds in a folder, each through box and disclosure.

PYTHONPATH=tests .venv/bin/python -m support.years FOLDER
"""

import asyncio
import sys
from datetime import date
from pathlib import Path

from bot.demo import council as councils
from bot.demo import history
from bot.demo.folder import DemoFolder
from bot.demo.stage import built
from storage.model import Schedule

ROUNDS = 65
FIRST = date(2025, 9, 30)


async def live(path: Path, *, rounds: int = ROUNDS) -> None:
    """Leave the rounds of a council from FIRST on in a folder, as a demo would."""
    council = councils.load()
    schedule = Schedule.model_validate(
        {
            "opens": "Tuesday 09:30",
            "reminds": "Thursday 09:30",
            "closes": "Friday 16:00",
            "publishes": "next Monday 09:00",
            "first": FIRST,
        }
    )
    with DemoFolder.held(path) as folder:
        starts = history.begins(schedule)
        async with built(folder, council=council, saved=None, starts=starts, port=0) as stage:
            await stage.bot.pulses.apply([council.pulse(schedule)])
            await history.live_through(
                council,
                ports=stage.ports,
                bot=stage.bot,
                clock=stage.clock,
                say=print,
                rounds=rounds,
            )


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1])))
