"""`make bench`: what digests and invitations cost, whom they hold up, how much is shown."""

import asyncio

from benchmarks import composing, disclosing, sending, shown


async def main() -> None:
    """A usual council, and one of 100 teams and 20 questions with a year behind it."""
    await composing.measure(teams=100, items=20, weeks=52)
    await sending.measure(number=10_000, times=12)
    await disclosing.measure(teams=10, people=469, items=4)
    await disclosing.measure(teams=100, people=2500, items=20)
    for teams in (9, 19):
        for rate in (0.3, 0.42, 0.55):
            shown.measure(teams=teams, rate=rate)


if __name__ == "__main__":
    asyncio.run(main())
