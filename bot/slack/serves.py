"""What the chat offers, by whom it serves."""

from dataclasses import dataclass

from bot.ports import ChangeLog
from bot.usecases.actions import Actions
from bot.usecases.admins import Admins
from bot.usecases.console import Console
from bot.usecases.digests import Digests
from bot.usecases.openings import Openings
from bot.usecases.preferences import Preferences
from bot.usecases.pulses import Pulses
from bot.usecases.quarterlies import Quarterlies
from bot.usecases.question_sets import QuestionSets
from bot.usecases.rounds import Rounds
from bot.usecases.set_reviews import SetReviews
from bot.usecases.setting_up import SettingUp


@dataclass(frozen=True, slots=True, kw_only=True)
class ForEverybody:
    """What whoever is asked can do, and whoever reads the digest."""

    rounds: Rounds
    preferences: Preferences
    openings: Openings
    digests: Digests


@dataclass(frozen=True, slots=True, kw_only=True)
class ForLeaders:
    """What members of the leadership channel can do besides."""

    actions: Actions
    quarterlies: Quarterlies


@dataclass(frozen=True, slots=True, kw_only=True)
class ForAdmins:
    """What admins can do besides, and who they are."""

    admins: Admins
    pulses: Pulses
    console: Console
    setting_up: SettingUp
    question_sets: QuestionSets
    set_reviews: SetReviews
    changes: ChangeLog
