"""`make bench`: how fast it is, against what the machine and the parts below allow.

All benchmarks, or those named: PYTHONPATH=tests .venv/bin/python -m benchmarks answers casts
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence

from benchmarks import (
    answers,
    casts,
    chart,
    closing,
    composing,
    disclosing,
    due,
    machine,
    memory,
    page,
    sending,
    shown,
    size,
    start,
    syncs,
    usual_design,
    years,
)
from benchmarks.row import Row, table

BENCHMARKS: Mapping[str, Callable[[], Awaitable[Sequence[Row]]]] = {
    "answers": answers.measure,
    "syncs": syncs.measure,
    "casts": casts.measure,
    "usual": usual_design.measure,
    "due": due.measure,
    "start": start.measure,
    "memory": memory.measure,
    "sending": sending.measure,
    "closing": closing.measure,
    "composing": composing.measure,
    "chart": chart.measure,
    "years": years.measure,
    "size": size.measure,
    "disclosing": disclosing.measure,
    "shown": shown.measure,
}
"""By name, each with a place of its own in docs/performance.md."""


async def main(names: Sequence[str]) -> None:
    """Run benchmarks, and put what they find on the screen and into the page."""
    strange = [name for name in names if name not in BENCHMARKS]
    if strange:
        sys.exit(f"There is no benchmark {strange[0]}; there are {', '.join(BENCHMARKS)}.")
    found = {"machine": machine.told()}
    sys.stdout.write(f"{found['machine']}\n")
    for name in names or BENCHMARKS:
        before = machine.load()
        rows = await BENCHMARKS[name]()
        busy = f"The machine's load was {before} before and {machine.load()} after."
        found[name] = f"{table(rows)}\n\n{busy}"
        sys.stdout.write(f"\n{name}\n{found[name]}\n")
    page.put(found)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
