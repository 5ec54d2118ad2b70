"""The shapes in which a workspace shows itself: in answers, events and interaction payloads.

They follow the samples that Slack publishes at
https://github.com/slackapi/java-slack-sdk/tree/main/json-logs/samples
"""

from zoneinfo import ZoneInfo

from bot.sandbox import forms
from bot.sandbox.records import Account, Channel, File, Guest, Json, Message, UserGroup, View
from bot.sandbox.workspace import Workspace

VERIFICATION_TOKEN = "sandbox-verification"  # noqa: S105 - deprecated by Slack, proves nothing


def user(account: Account, workspace: Workspace) -> Json:
    """Return the user object of users.list and users.info."""
    local = workspace.now().astimezone(ZoneInfo(account.tz))
    offset = local.utcoffset()
    return {
        "id": account.id,
        "team_id": "T0ELSEWHERE" if account.stranger else workspace.team_id,
        "name": username(account),
        "deleted": account.deleted,
        "real_name": account.full_name,
        "tz": account.tz,
        "tz_label": local.tzname(),
        "tz_offset": 0 if offset is None else int(offset.total_seconds()),
        "profile": {
            "title": account.title,
            "real_name": account.full_name,
            "display_name": username(account),
        },
        "is_admin": account.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": account.guest is not Guest.NO,
        "is_ultra_restricted": account.guest is Guest.SINGLE,
        "is_bot": account.bot,
        "is_app_user": False,
        "is_stranger": account.stranger,
        "is_email_confirmed": True,
        "updated": 0,
    }


def username(account: Account) -> str:
    """Return the short name that Slack makes of a name."""
    return account.name.lower().replace(" ", ".")


def channel(found: Channel, workspace: Workspace) -> Json:
    """Return the conversation object of conversations.info and conversations.list."""
    shape: Json = {
        "id": found.id,
        "created": found.created,
        "is_archived": found.archived,
        "is_im": found.direct_to is not None,
        "is_mpim": False,
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
    }
    if found.direct_to is not None:
        return shape | {"user": found.direct_to, "is_open": True}
    return shape | {
        "name": found.name,
        "name_normalized": found.name,
        "is_channel": not found.private,
        "is_group": False,
        "is_private": found.private,
        "is_general": False,
        "is_member": workspace.bot_user in found.members,
        "is_shared": False,
        "num_members": len(found.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def usergroup(group: UserGroup, workspace: Workspace) -> Json:
    """Return the user group object of usergroups.list."""
    return {
        "id": group.id,
        "team_id": workspace.team_id,
        "is_usergroup": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 1 if group.disabled else 0,
    }


def message(posted: Message, workspace: Workspace, *, metadata: bool = True) -> Json:
    """Return the message object of chat.postMessage and conversations.history."""
    shape: Json = {
        "type": "message",
        "ts": posted.ts,
        "user": posted.user,
        "text": posted.text,
        "team": workspace.team_id,
    }
    if posted.user == workspace.bot_user:
        shape |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
    if posted.blocks:
        shape["blocks"] = list(posted.blocks)
    if posted.thread_ts is not None:
        shape["thread_ts"] = posted.thread_ts
    if posted.edited_ts is not None:
        shape["edited"] = {"user": posted.user, "ts": posted.edited_ts}
    if posted.files:
        shape["files"] = [file(workspace.files.standing[one], workspace) for one in posted.files]
    if posted.metadata is not None and metadata:
        shape["metadata"] = posted.metadata
    return shape


def file(found: File, workspace: Workspace) -> Json:
    """Return the file object of a message; what Slack learns by looking at it comes later."""
    kind = (found.picture or "") if found.usable_from <= workspace.now() else ""
    return {
        "id": found.id,
        "name": found.name,
        "title": found.title,
        "mimetype": kind,
        "filetype": kind.rpartition("/")[2],
        "user": found.user,
        "size": len(found.bytes),
        "mode": "hosted",
        "url_private": f"{workspace.files.private}{found.id}",
        "url_private_download": f"{workspace.files.private}{found.id}",
    }


def parent(posted: Message, workspace: Workspace, *, metadata: bool) -> Json:
    """Return a message object with what Slack adds once it has a thread under it."""
    shape = message(posted, workspace, metadata=metadata)
    replies = workspace.replies(posted.channel, posted.ts)
    if replies:
        people = sorted({reply.user for reply in replies})
        shape |= {
            "thread_ts": posted.ts,
            "reply_count": len(replies),
            "reply_users_count": len(people),
            "reply_users": people,
            "latest_reply": replies[-1].ts,
        }
    return shape


def view(shown: View, workspace: Workspace) -> Json:
    """Return the view object of views.* and of interaction payloads."""
    content = shown.content
    shape: Json = {
        "id": shown.id,
        "team_id": workspace.team_id,
        "type": shown.type,
        "blocks": content["blocks"],
        "private_metadata": shown.private_metadata,
        "callback_id": shown.callback_id,
        "state": {"values": _told(shown, workspace)},
        "hash": shown.hash,
        "title": content.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "previous_view_id": shown.previous_id,
        "root_view_id": shown.root_id,
        "app_id": workspace.app_id,
        "external_id": shown.external_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }
    if shown.type == "modal":
        shape["submit_disabled"] = content.get("submit_disabled", False)
    return shape


def _told(shown: View, workspace: Workspace) -> Json:
    """Return what was filled in, with the files themselves in the place of their ids."""
    standing = workspace.files.standing
    return {
        block_id: {
            action_id: state
            if state["type"] != "file_input"
            else state | {"files": [file(standing[one], workspace) for one in state["files"]]}
            for action_id, state in elements.items()
        }
        for block_id, elements in shown.values.items()
    }


def _interaction(kind: str, account: Account, workspace: Workspace) -> Json:
    return {
        "type": kind,
        "team": {"id": workspace.team_id, "domain": workspace.team_domain},
        "user": {
            "id": account.id,
            "username": username(account),
            "name": username(account),
            "team_id": workspace.team_id,
        },
        "api_app_id": workspace.app_id,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_action(
    account: Account, posted: Message, action: Json, response_url: str, workspace: Workspace
) -> Json:
    """Return the block_actions payload of something pressed in a message."""
    where = workspace.channels[posted.channel]
    return _interaction("block_actions", account, workspace) | {
        "container": {
            "type": "message",
            "message_ts": posted.ts,
            "channel_id": posted.channel,
            "is_ephemeral": posted.only_for is not None,
        },
        "trigger_id": workspace.triggers.issue(account.id),
        "channel": {"id": where.id, "name": where.name},
        "message": message(posted, workspace),
        "state": {"values": forms.initial_values(posted.blocks)},
        "response_url": response_url,
        "actions": [action],
    }


def view_action(account: Account, shown: View, action: Json, workspace: Workspace) -> Json:
    """Return the block_actions payload of something pressed in a modal or Home tab."""
    return _interaction("block_actions", account, workspace) | {
        "container": {"type": "view", "view_id": shown.id},
        "trigger_id": workspace.triggers.issue(account.id, shown.id),
        "view": view(shown, workspace),
        "actions": [action],
    }


def view_submission(account: Account, shown: View, workspace: Workspace) -> Json:
    """Return the payload of a form sent, with the state of every input in it."""
    return _interaction("view_submission", account, workspace) | {
        "trigger_id": workspace.triggers.issue(account.id, shown.id),
        "view": view(shown, workspace),
        "response_urls": [],
    }


def view_closed(account: Account, shown: View, workspace: Workspace, *, cleared: bool) -> Json:
    """Return the payload of a modal closed without sending it."""
    return _interaction("view_closed", account, workspace) | {
        "view": view(shown, workspace),
        "is_cleared": cleared,
    }


def home_opened(account: Account, workspace: Workspace) -> Json:
    """Return the app_home_opened event."""
    event: Json = {
        "type": "app_home_opened",
        "user": account.id,
        "channel": workspace.direct_channel(account.id).id,
        "tab": "home",
        "event_ts": workspace.new_ts(),
    }
    home = workspace.views.home(account.id)
    if home is not None:
        event["view"] = view(home, workspace)
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(workspace.now().timestamp()),
        "authorizations": [_authorization(workspace)],
        "is_ext_shared_channel": False,
    }


def _authorization(workspace: Workspace) -> Json:
    return {
        "enterprise_id": None,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }


def slash_command(
    account: Account,
    words: tuple[str, str],
    where: Channel,
    response_url: str,
    workspace: Workspace,
) -> Json:
    """Return the payload of a slash command: its name, and the text after it."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "team_domain": workspace.team_domain,
        "channel_id": where.id,
        "channel_name": where.name,
        "user_id": account.id,
        "user_name": username(account),
        "command": words[0],
        "text": words[1],
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": workspace.triggers.issue(account.id),
    }
