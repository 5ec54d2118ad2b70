"""What a pulse asks of the directory."""

from collections.abc import Mapping, Sequence

import pytest
from support.pulse import a_pulse

from bot.survey.roster import Person
from bot.usecases.audiences import Key, Misnamed, Unusable, audience, channels
from storage.model import Pulse, Source

TEAMS = [
    {
        "id": "team",
        "name": "Team",
        "groups": [
            {"id": "north", "name": "North", "people": [{"channel": "C0NORTH"}]},
            {
                "id": "south",
                "name": "South",
                "people": [{"usergroup": "S0SOUTH"}, {"channel": "C0NORTH"}],
            },
        ],
    }
]


class Town:
    """A directory that cannot read some of its sources."""

    def __init__(self, *unusable: Source) -> None:
        self._unusable = unusable

    async def people(self) -> Mapping[str, Person]:
        return {"U1": Person(id="U1")}

    async def members(self, source: Source) -> Sequence[str]:
        if source in self._unusable:
            raise Unusable(f'found "{source.channel or source.usergroup}", which is not there')
        return ["U1"]


@pytest.fixture
def pulse() -> Pulse:
    return a_pulse(dimensions=TEAMS)


@pytest.mark.parametrize(
    ("source", "where"),
    [
        (Source(channel="C0ALL"), "audience.1.channel"),
        (Source(channel="C0NORTH"), "dimensions.1.groups.1.people.1.channel"),
        (Source(usergroup="S0SOUTH"), "dimensions.1.groups.2.people.1.usergroup"),
    ],
)
async def test_what_cannot_be_read_is_told_with_its_key(
    pulse: Pulse, source: Source, where: str
) -> None:
    """The sentence names the pulse, the first key that names the source, and what was found."""
    found = source.channel or source.usergroup
    with pytest.raises(Misnamed) as refused:
        await audience(pulse, Town(source))
    sentence = f'pulse "weekly", {where}: found "{found}", which is not there.'
    assert str(refused.value) == sentence


async def test_the_first_mistake_of_the_file_is_told(pulse: Pulse) -> None:
    """Of several sources that cannot be read, the one that stands first is named, every time."""
    town = Town(Source(usergroup="S0SOUTH"), Source(channel="C0NORTH"), Source(channel="C0ALL"))
    with pytest.raises(Misnamed) as refused:
        await audience(pulse, town)
    assert refused.value.key == Key(pulse="weekly", path=("audience", 0, "channel"))


def test_a_channel_is_needed_once_and_by_the_first_key_that_names_it(pulse: Pulse) -> None:
    """Channels come in the order of the pulses, without user groups; later keys add nothing."""
    other = a_pulse(id="other", leadership="C0CHIEFS")
    found = channels([pulse, other])
    assert {channel: str(key) for channel, key in found.items()} == {
        "C0LEAD": 'pulse "weekly", leadership',
        "C0ALL": 'pulse "weekly", staff',
        "C0NORTH": 'pulse "weekly", dimensions.1.groups.1.people.1.channel',
        "C0CHIEFS": 'pulse "other", leadership',
    }
