"""`make fuzz`: mutated payloads by the thousand, over Socket Mode and over signed HTTP."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from fuzz.throwing import Line, fuzzing
from fuzz.verdict import Verdict, thrown_at


def main() -> int:
    """Throw at a bot each way and with each seed; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--acts", type=int, default=300)
    parser.add_argument("--each", type=int, default=8)
    told = parser.parse_args()
    failed = False
    lines: tuple[Line, ...] = ("socket", "http")
    for line in lines:
        for seed in range(told.seeds):
            found = asyncio.run(_throw(line, seed, acts=told.acts, each=told.each))
            _say(
                f"{line}, seed {seed}: {found.thrown} payloads at {len(found.listeners)} things "
                f"that people do; {len(found.faults)} faults"
            )
            for fault in found.faults:
                _say(fault)
            failed |= bool(found.faults)
    return int(failed)


async def _throw(line: Line, seed: int, *, acts: int, each: int) -> Verdict:
    with tempfile.TemporaryDirectory() as folder:
        async with fuzzing(Path(folder), line, seed) as fuzz:
            return await thrown_at(fuzz, acts=acts, each=each, seed=seed)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
