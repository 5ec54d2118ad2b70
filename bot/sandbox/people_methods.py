"""users.* and usergroups.* (https://docs.slack.dev/reference/methods?family=users)."""

from bot.sandbox import payloads
from bot.sandbox.call import Call, page, paged
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Account, Json


def list_users(call: Call) -> Json:
    """Serve users.list: everybody, with bots, Slackbot and the deleted."""
    call.require("users:read")
    everybody = list(call.workspace.people.values())
    part, cursor = page(everybody, call, default=1000)
    return paged("members", [_shape(call, account) for account in part], cursor)


def user_info(call: Call) -> Json:
    """Serve users.info."""
    call.require("users:read")
    return {"user": _shape(call, call.person(call.needed("user")))}


def list_usergroups(call: Call) -> Json:
    """Serve usergroups.list."""
    _usergroups_allowed(call)
    shapes = []
    for group in call.workspace.usergroups.values():
        if group.disabled and not call.flag("include_disabled"):
            continue
        shape = payloads.usergroup(group, call.workspace)
        if call.flag("include_users"):
            shape["users"] = list(group.members)
        if call.flag("include_count"):
            shape["user_count"] = len(group.members)
        shapes.append(shape)
    return {"usergroups": shapes}


def usergroup_members(call: Call) -> Json:
    """Serve usergroups.users.list, which knows no pages."""
    _usergroups_allowed(call)
    group = call.workspace.usergroups.get(call.needed("usergroup"))
    if group is None or (group.disabled and not call.flag("include_disabled")):
        raise ApiError("no_such_subteam")
    return {"users": list(group.members)}


def _shape(call: Call, account: Account) -> Json:
    shape = payloads.user(account, call.workspace)
    return shape | ({"locale": "en-GB"} if call.flag("include_locale") else {})


def _usergroups_allowed(call: Call) -> None:
    call.require("usergroups:read")
    if not call.workspace.paid:
        raise ApiError("paid_teams_only")
