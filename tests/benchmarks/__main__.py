"""`make bench`: how long it takes to attack a digest before it is posted, and how much it shows."""

import asyncio

from benchmarks import disclosing, shown


async def main() -> None:
    """A usual council, and one of 100 teams and 20 questions."""
    await disclosing.measure(teams=10, people=469, items=4)
    await disclosing.measure(teams=100, people=2500, items=20)
    for teams in (9, 19):
        for rate in (0.3, 0.42, 0.55):
            shown.measure(teams=teams, rate=rate)


if __name__ == "__main__":
    asyncio.run(main())
