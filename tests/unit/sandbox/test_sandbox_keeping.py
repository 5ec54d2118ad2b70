import copy
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.sandbox import Guest, HandClock, Workspace
from bot.sandbox.keeping import NotKept, kept, restore
from bot.sandbox.records import File, Json, Message

MENU: Json = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {"type": "datepicker", "action_id": "until", "initial_date": "2026-12-01"},
    ],
}
HOME: Json = {"type": "home", "blocks": [MENU], "private_metadata": "m"}
MODAL: Json = {"type": "modal", "title": {"type": "plain_text", "text": "A"}, "blocks": [MENU]}


def say(workspace: Workspace, text: str, **more: object) -> Message:
    message = Message(channel="C1", ts=workspace.new_ts(), user=workspace.bot_user, text=text)
    return workspace.post(replace(message, **more))


@pytest.fixture
def workspace() -> Workspace:
    """A workspace in which everything that can stand in one stands."""
    workspace = Workspace(HandClock())
    workspace.add_person("U1", name="asha", real_name="Asha Patel", title="Social worker")
    workspace.add_person("U2", guest=Guest.SINGLE, admin=True, tz="Europe/Paris")
    workspace.add_person("U3", deleted=True)
    workspace.add_channel("C1", name="leadership", members=["U1"], private=True)
    workspace.add_channel("C2", name="old", archived=True, bot=False)
    workspace.add_usergroup("S1", handle="north", name="North", members=["U1", "U2"])
    workspace.add_usergroup("S2", handle="south", disabled=True)
    metadata = {"event_type": "a", "event_payload": {}}
    root = say(workspace, "Root", blocks=(copy.deepcopy(MENU),), metadata=metadata)
    say(workspace, "Reply", thread_ts=root.ts)
    say(workspace, "Orphan", thread_ts="1.000000")
    say(workspace, "Edited", edited_ts=workspace.new_ts())
    say(workspace, "Whisper", only_for="U1")
    file = File(
        id="F0000000A",
        name="a.csv",
        title="All figures",
        user=workspace.bot_user,
        content="YSxi",
        usable_from=workspace.now(),
    )
    workspace.files.standing[file.id] = file
    say(workspace, "File", files=(file.id,))
    say(workspace, "Invitation", channel=workspace.direct_channel("U2").id)
    home = workspace.views.publish("U1", copy.deepcopy(HOME))
    chosen = {"row": {"until": {"type": "datepicker", "selected_date": "2026-12-24"}}}
    workspace.views.fill(home, chosen)
    workspace.views.open("U1", copy.deepcopy(MODAL))
    return workspace


@pytest.fixture
def document(workspace: Workspace) -> Json:
    found: Json = json.loads(json.dumps(kept(workspace)))
    return found


@pytest.fixture
def fresh() -> Workspace:
    fresh = Workspace(HandClock())
    fresh.add_person("U9")
    fresh.add_channel("C9", name="gone")
    fresh.post(Message(channel="C9", ts=fresh.new_ts(), user="U9"))
    fresh.views.publish("U9", copy.deepcopy(HOME))
    fresh.views.open("U9", copy.deepcopy(MODAL))
    return fresh


def test_what_was_kept_stands_again(workspace: Workspace, document: Json, fresh: Workspace) -> None:
    """People, places, messages in threads and out, whispers and Home are as they were."""
    restore(fresh, document)
    assert fresh.people == workspace.people
    assert fresh.channels == workspace.channels
    assert fresh.usergroups == workspace.usergroups
    assert fresh.files.standing == workspace.files.standing != {}
    for channel in ("C1", "C2", "C9", "DU2"):
        assert fresh.messages(channel) == workspace.messages(channel)
    root = workspace.messages("C1")[0]
    assert fresh.replies("C1", root.ts) == workspace.replies("C1", root.ts) != ()
    assert fresh.message("C1", root.ts) == root
    assert fresh.whispers("U1") == workspace.whispers("U1") != ()
    assert fresh.views.home("U1") == workspace.views.home("U1")
    assert fresh.views.home("U9") is None
    assert kept(fresh) == document


def test_modals_are_forgotten(document: Json, fresh: Workspace) -> None:
    """Whoever had a window open has none after a restart."""
    restore(fresh, document)
    assert fresh.views.stack("U1") == fresh.views.stack("U9") == ()


def test_timestamps_go_on_rising_and_ids_stay_unique(
    workspace: Workspace, document: Json, fresh: Workspace
) -> None:
    """Even on a clock that begins again at the same instant nothing is named twice."""
    newest = max(message.ts for message in workspace.everything())
    taken = {workspace.new_id("V") for _ in range(3)}
    document["last_id"] += 3
    restore(fresh, document)
    assert fresh.new_ts() > newest
    assert fresh.new_id("V") not in taken


def test_what_is_kept_shares_nothing_with_the_workspace(
    workspace: Workspace, document: Json
) -> None:
    """What happens later does not change a document that is being written."""
    standing = kept(workspace)
    blocks = workspace.messages("C1")[0].blocks
    blocks[0]["elements"].clear()
    say(workspace, "Later")
    assert standing == document


def test_those_who_wait_are_told(document: Json, fresh: Workspace) -> None:
    """Restoring is a change."""
    before = fresh.changes
    restore(fresh, document)
    assert fresh.changes > before


def _set(*path: str | int, to: object) -> Callable[[Json], object]:
    def spoil(document: Json) -> object:
        inner = document
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = to
        return document

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: None,
        lambda _: [],
        lambda _: "text",
        lambda _: {},
        lambda document: {**document, "more": 1},
        lambda document: {name: v for name, v in document.items() if name != "homes"},
        _set("format", to="sandbox workspace 1"),
        _set("last_ts", to="7"),
        _set("last_id", to=None),
        _set("people", to={}),
        _set("people", 0, "guest", to="sometimes"),
        _set("people", 0, "colour", to="red"),
        _set("people", 1, "id", to="U404"),
        _set("people", 2, "id", to="U404"),
        _set("channels", 0, "members", to=["U404"]),
        _set("channels", 2, "direct_to", to="U404"),
        _set("channels", 0, "id", to="C404"),
        _set("usergroups", 0, "members", to="U1"),
        _set("messages", 0, "ts", to="soon"),
        _set("messages", 0, "ts", to=1795424400),
        _set("messages", 0, "blocks", to=["text"]),
        _set("messages", 0, "user", to="U404"),
        _set("files", to=[]),
        _set("files", 0, "content", to="YSx"),
        _set("homes", 0, "content", to={}),
        _set("homes", 0, "content", to={"type": "modal", "blocks": []}),
        _set("homes", 0, "content", "blocks", 0, "type", to="carousel"),
        _set("homes", 0, "owner", to="U404"),
    ],
)
def test_another_document_is_refused_whole(
    document: Json, fresh: Workspace, spoil: Callable[[Json], object]
) -> None:
    """A document of another shape, or one that does not hold together, changes nothing."""
    before = kept(fresh)
    with pytest.raises(NotKept, match=r"^This is no kept workspace: .*[a-z]\.$"):
        restore(fresh, spoil(document))
    assert kept(fresh) == before
