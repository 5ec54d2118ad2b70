"""What is kept, as frozen values: pulses, rounds, tallies, figures, messages owed, actions."""

from storage.model.action import LONGEST_WORDS, Action, ActionId, ActionState, Words
from storage.model.announcement import FOR_EVER, Announcement, Standing
from storage.model.change import Change
from storage.model.draft import Draft, DraftId, DraftKind
from storage.model.groups import (
    EVERYONE,
    REST,
    Cells,
    ChannelId,
    Dimension,
    FreeId,
    Group,
    Source,
    UsergroupId,
)
from storage.model.owed import Owed
from storage.model.preference import PAUSE_ZONE, Preference
from storage.model.published import (
    Choice,
    Chosen,
    Figure,
    Midway,
    Precision,
    Published,
    Ranking,
    Response,
)
from storage.model.pulse import (
    HIGHEST_THRESHOLD,
    LOWEST_THRESHOLD,
    MOST_DIMENSIONS,
    Asked,
    Pulse,
    Support,
    Terms,
    Threshold,
)
from storage.model.round import CastOutcome, Place, Round, State
from storage.model.schedule import Cadence, Moment, Schedule, Weekday
from storage.model.sending import INVITATION, REMINDER, Sending, Unsent
from storage.model.tally import Answers, Count, Crossing, GroupTally, RankingTally

__all__ = [
    "EVERYONE",
    "FOR_EVER",
    "HIGHEST_THRESHOLD",
    "INVITATION",
    "LONGEST_WORDS",
    "LOWEST_THRESHOLD",
    "MOST_DIMENSIONS",
    "PAUSE_ZONE",
    "REMINDER",
    "REST",
    "Action",
    "ActionId",
    "ActionState",
    "Announcement",
    "Answers",
    "Asked",
    "Cadence",
    "CastOutcome",
    "Cells",
    "Change",
    "ChannelId",
    "Choice",
    "Chosen",
    "Count",
    "Crossing",
    "Dimension",
    "Draft",
    "DraftId",
    "DraftKind",
    "Figure",
    "FreeId",
    "Group",
    "GroupTally",
    "Midway",
    "Moment",
    "Owed",
    "Place",
    "Precision",
    "Preference",
    "Published",
    "Pulse",
    "Ranking",
    "RankingTally",
    "Response",
    "Round",
    "Schedule",
    "Sending",
    "Source",
    "Standing",
    "State",
    "Support",
    "Terms",
    "Threshold",
    "Unsent",
    "UsergroupId",
    "Weekday",
    "Words",
]
