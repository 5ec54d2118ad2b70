"""views.*: https://docs.slack.dev/reference/methods/views.open and its siblings."""

from bot.sandbox import block_kit, payloads
from bot.sandbox.call import Call
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json, View


def open_modal(call: Call) -> Json:
    """Serve views.open."""
    content = _content(call, "modal")
    trigger = call.workspace.triggers.exchange(call.needed("trigger_id"))
    return _answer(call, call.workspace.views.open(trigger.person, content))


def push_modal(call: Call) -> Json:
    """Serve views.push, with a trigger_id from something done in a modal."""
    content = _content(call, "modal")
    trigger = call.workspace.triggers.exchange(call.needed("trigger_id"))
    if trigger.view_id is None:
        raise ApiError("invalid_trigger_id")
    return _answer(call, call.workspace.views.push(trigger.person, content))


def update(call: Call) -> Json:
    """Serve views.update, of a modal or a Home tab."""
    standing = call.view()
    content = _content(call, standing.type)
    changed = call.workspace.views.update(standing, content, expected_hash=_hash(call))
    return _answer(call, changed)


def publish(call: Call) -> Json:
    """Serve views.publish: a person's Home tab."""
    person = call.needed("user_id")
    account = call.workspace.people.get(person)
    if account is None or account.bot or account.deleted:
        raise ApiError("invalid_arguments", ["user_id is not a valid user"])
    content = _content(call, "home")
    shown = call.workspace.views.publish(person, content, expected_hash=_hash(call))
    return _answer(call, shown)


def _content(call: Call, kind: str) -> Json:
    content = block_kit.view(call.structure("view", "invalid_arguments"), kind)
    call.workspace.files.check(content["blocks"], "/view/blocks", "invalid_arguments")
    call.workspace.name_parts(content["blocks"])
    return content


def _hash(call: Call) -> str | None:
    return call.text("hash") or None


def _answer(call: Call, shown: View) -> Json:
    return {"view": payloads.view(shown, call.workspace)}
