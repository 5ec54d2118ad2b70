"""What the bot's reply to a form does (https://docs.slack.dev/surfaces/modals#response_actions)."""

from bot.sandbox import block_kit
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json, Outcome, View
from bot.sandbox.workspace import Workspace


def apply(workspace: Workspace, person: str, view_id: str, reply: Json) -> Outcome:
    """Carry out a reply: close, errors, update, push or clear, and return what is seen then.

    Raises ApiError when the reply cannot be shown. A view that is no longer open stays closed.
    """
    view = workspace.views.find(view_id=view_id)
    action = reply.get("response_action")
    if view is None:
        return Outcome(accepted=action != "errors", modal=workspace.views.top(person))
    if action == "errors":
        errors = _errors(view, reply.get("errors"))
        return Outcome(accepted=False, errors=errors, modal=workspace.views.top(person))
    _change(workspace, view, reply)
    return Outcome(accepted=True, modal=workspace.views.top(person))


def _change(workspace: Workspace, view: View, reply: Json) -> None:
    match reply.get("response_action"):
        case None if not reply:
            workspace.views.close(view)
        case "clear":
            workspace.views.clear(view.owner)
        case "update":
            workspace.views.update(view, _view(workspace, reply))
        case "push":
            workspace.views.push(view.owner, _view(workspace, reply))
        case other:
            raise ApiError("invalid_arguments", [f"unknown response_action: {other}"])


def _view(workspace: Workspace, reply: Json) -> Json:
    content = block_kit.view(reply.get("view"), "modal")
    workspace.files.check(content["blocks"], "/view/blocks", "invalid_arguments")
    workspace.name_parts(content["blocks"])
    return content


def _errors(view: View, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise ApiError("invalid_arguments", ["errors must name a block"])
    strange = [block_id for block_id in errors if block_id not in inputs]
    if strange:
        raise ApiError("invalid_arguments", [f"no input block {name}" for name in strange])
    return {block_id: str(sentence) for block_id, sentence in errors.items()}
