"""What is looked at in Slack: the two tokens, and whatever settings and pulses name there."""

from collections.abc import AsyncIterator
from datetime import timedelta

from bot.checks.doctor.case import Case
from bot.checks.doctor.finding import Finding, NotChecked, mend, well
from bot.errors import StaffPulseError
from bot.slack.refusal import Refused
from bot.slack.verify import lacking, verify_app_token, verify_channel
from bot.survey.wording import listed
from bot.usecases.audiences import Key, Misnamed, channels, named_by, usergroups
from storage.model import Source

_SKEW = timedelta(minutes=1)
"""In signed HTTP five minutes are the end: https://docs.slack.dev/authentication/verifying-requests-from-slack."""


async def bot_token(case: Case) -> AsyncIterator[Finding]:
    """Whether Slack takes the bot token, and where it leads."""
    if error := case.trouble.get("bot token"):
        raise error
    if case.told.slack is None:
        raise NotChecked("The settings hold no bot token that can be used.")
    yield well(f"Slack takes it; the app is installed in {case.slack.signed_in.workspace}.")


async def app_token(case: Case) -> AsyncIterator[Finding]:
    """Whether Slack would open Socket Mode."""
    told = case.told.whole
    if told is None:
        raise NotChecked("Mend the settings first.")
    if told.mode == "http":
        yield well('None is needed, as STAFF_PULSE_MODE is "http".')
        return
    await verify_app_token(case.slack.client, told.slack_app_token.get_secret_value())
    yield well("Slack takes it, and would open Socket Mode.")


async def scopes(case: Case) -> AsyncIterator[Finding]:
    """Whether the app was granted the scopes of its manifest, and no others."""
    signed_in = case.slack.signed_in
    for scope in signed_in.lacking:
        yield mend(str(lacking([scope])))
    if spare := signed_in.spare:
        yield mend(
            f"The Slack app has more than it needs: {listed(*spare)}. Whoever steals its token "
            f"could do more with it, so paste manifest.yaml again and reinstall the app."
        )
    if not signed_in.lacking and not spare:
        yield well("The app has those of its manifest, and no others.")


async def clock(case: Case) -> AsyncIterator[Finding]:
    """Whether this machine and Slack agree what time it is."""
    theirs = case.slack.signed_in.now
    if theirs is None:
        raise NotChecked("Slack did not say what time it is.")
    late = theirs - case.clock.now()
    if abs(late) <= _SKEW:
        yield well("This machine and Slack agree to the minute.")
        return
    wrong = "behind" if late > timedelta() else "ahead"
    yield mend(
        f"This machine is {abs(late).total_seconds():.0f} seconds {wrong} of Slack, so that rounds "
        f"open and close at the wrong time: let it keep the time by NTP."
    )


async def channels_named(case: Case) -> AsyncIterator[Finding]:
    """Whether the bot can use every channel that a pulse names."""
    named = channels(case.kept.pulses)
    for channel, key in named.items():
        try:
            with named_by(key):
                await verify_channel(case.slack.client, channel)
        except Misnamed as error:
            yield mend(str(error))
        else:
            yield well(f"{channel} ({key}): the bot is in it, and it is not archived.")
    if not named:
        yield well("No pulse names any.")


async def user_groups(case: Case) -> AsyncIterator[Finding]:
    """Whether every user group that a pulse names is there, and holds anybody."""
    named = usergroups(case.kept.pulses)
    for usergroup, key in named.items():
        yield await _user_group(case, usergroup, key)
    if not named:
        yield well("No pulse names any.")


async def admins(case: Case) -> AsyncIterator[Finding]:
    """Whether everybody named in STAFF_PULSE_ADMINS is somebody; each is told by place."""
    told = case.told.whole
    if told is None:
        raise NotChecked("Mend the settings first.")
    if not told.admins:
        yield mend(
            "Nobody is named, so nobody hears of trouble: name at least one in STAFF_PULSE_ADMINS."
        )
    for number, admin in enumerate(told.admins, start=1):
        which = f"Number {number} in STAFF_PULSE_ADMINS"
        if not await _is_somebody(case, admin):
            yield mend(
                f"{which} is nobody whom Slack knows, a bot, an account that was closed, or a user "
                f"group without people: correct it or take it out."
            )
        else:
            yield well(f"{which} can be reached.")


async def _is_somebody(case: Case, admin: str) -> bool:
    """Whether a person can use Slack, or a user group has people."""
    directory = case.slack.directory
    if admin.startswith("S"):
        try:
            return bool(await directory.members(Source(usergroup=admin)))
        except Refused:
            raise
        except StaffPulseError:
            return False
    person = await directory.person(admin)
    return person is not None and person.counts


async def _user_group(case: Case, usergroup: str, key: Key) -> Finding:
    try:
        with named_by(key):
            people = await case.slack.directory.members(Source(usergroup=usergroup))
    except Misnamed as error:
        return mend(str(error))
    if not people:
        return mend(f'{key}: found "{usergroup}", in which nobody is; add its people in Slack.')
    return well(f"{usergroup} ({key}): {len(people)} {'people' if people[1:] else 'person'}.")
