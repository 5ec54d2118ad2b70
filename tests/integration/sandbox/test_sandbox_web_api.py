from collections.abc import Awaitable

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Guest, HandClock, Limits, Sandbox
from bot.sandbox.records import Json

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Four short questions."}}


async def refusal(call: Awaitable[object]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


async def test_auth_test_tells_who_the_bot_is_and_which_scopes_it_has(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """auth.test names team, bot user and bot, and lists the scopes in a header."""
    answer = await client.auth_test()
    assert answer["user_id"] == sandbox.workspace.bot_user
    assert answer["team_id"] == sandbox.workspace.team_id
    assert answer["bot_id"] == sandbox.workspace.bot_id
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("xoxb-wrong", "invalid_auth"),
        ("xapp-sandbox", "not_allowed_token_type"),
        ("", "not_authed"),
    ],
)
async def test_a_wrong_token_is_refused(sandbox: Sandbox, token: str, error: str) -> None:
    """Neither a made-up, nor the app-level, nor an empty token calls a method."""
    client = AsyncWebClient(token, base_url=sandbox.api_url)
    assert await refusal(client.auth_test()) == error


async def test_a_connection_needs_the_app_level_token(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """apps.connections.open refuses the bot token and takes the app-level one."""
    bot_token = sandbox.bot_token
    error = await refusal(client.apps_connections_open(app_token=bot_token))
    assert error == "not_allowed_token_type"
    answer = await client.apps_connections_open(app_token=sandbox.app_token)
    assert answer["url"].startswith(f"ws://127.0.0.1:{sandbox.port}/")


async def test_a_method_that_is_not_served_says_so(client: AsyncWebClient) -> None:
    """An unknown method is refused by name and never pretended."""
    assert await refusal(client.api_call("dnd.info")) == "unknown_method"


async def test_arguments_come_as_json_as_a_form_or_in_the_query(sandbox: Sandbox) -> None:
    """The same message is taken from JSON, from a form with JSON inside, and from a query."""
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    url = f"{sandbox.api_url}chat.postMessage"
    form = {"channel": "C1", "blocks": '[{"type":"divider"}]'}
    async with aiohttp.ClientSession(headers=headers) as session:
        for sent in (
            {"json": {"channel": "C1", "blocks": [{"type": "divider"}]}},
            {"data": form},
            {"params": form},
        ):
            async with session.post(url, **sent) as answer:
                assert (await answer.json())["ok"], sent
    assert [m.blocks[0]["type"] for m in sandbox.workspace.messages("C1")] == ["divider"] * 3


async def test_what_is_no_json_is_refused(sandbox: Sandbox) -> None:
    """A body that is not JSON, and blocks that are not JSON, each have their error."""
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    url = f"{sandbox.api_url}chat.postMessage"
    async with aiohttp.ClientSession(headers=headers) as session:
        body = {"data": "{", "headers": {"Content-Type": "application/json"}}
        async with session.post(url, **body) as answer:
            assert (await answer.json())["error"] == "invalid_json"
        async with session.post(url, data={"channel": "C1", "blocks": "["}) as answer:
            assert (await answer.json())["error"] == "invalid_blocks_format"


@pytest.mark.parametrize(
    ("granted", "method", "arguments", "needed"),
    [
        ("users:read", "chat.postMessage", {"channel": "C1", "text": "a"}, "chat:write"),
        ("chat:write", "users.list", {}, "users:read"),
        ("chat:write", "usergroups.users.list", {"usergroup": "S1"}, "usergroups:read"),
        ("chat:write", "conversations.members", {"channel": "C1"}, "channels:read"),
        ("chat:write", "conversations.members", {"channel": "G1"}, "groups:read"),
        ("channels:read", "conversations.history", {"channel": "C1"}, "channels:history"),
        ("chat:write", "conversations.open", {"users": "U1"}, "im:write"),
        ("chat:write", "files.getUploadURLExternal", {}, "files:write"),
        ("chat:write", "files.completeUploadExternal", {}, "files:write"),
        ("channels:read", "conversations.list", {"types": "private_channel"}, "groups:read"),
    ],
)
async def test_a_missing_scope_is_named(
    clock: HandClock, granted: str, method: str, arguments: Json, needed: str
) -> None:
    """A call without its scope says which is needed and which were granted."""
    scopes = frozenset({granted})
    async with Sandbox(clock=clock, limits=Limits.off(), scopes=scopes) as sandbox:
        sandbox.workspace.add_person("U1")
        sandbox.workspace.add_channel("C1", name="open")
        sandbox.workspace.add_channel("G1", name="closed", private=True)
        client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)
        with pytest.raises(SlackApiError) as caught:
            await client.api_call(method, json=arguments)
    response = caught.value.response
    assert (response["error"], response["needed"]) == ("missing_scope", needed)
    assert response["provided"] == granted


async def test_a_message_to_a_person_opens_their_direct_message(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """A message posted to a person's id stands in their direct message with the bot."""
    answer = await client.chat_postMessage(channel="U1", text="Hello", blocks=[SECTION])
    (message,) = sandbox.person("U1").direct_messages()
    assert (message.ts, message.channel) == (answer["ts"], answer["channel"])
    assert message.words == "Hello\nFour short questions."
    assert message.blocks[0]["block_id"]
    opened = await client.conversations_open(users="U1")
    assert opened["channel"]["id"] == answer["channel"]
    assert opened["already_open"]


async def test_nobody_else_can_be_written_to(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """A bot, Slackbot, a deleted person and an unknown id get no direct message."""
    sandbox.workspace.add_person("U3", deleted=True)
    sandbox.workspace.add_person("U4", bot=True)
    post = client.chat_postMessage
    assert await refusal(post(channel="U3", text="a")) == "user_disabled"
    assert await refusal(post(channel="U4", text="a")) == "cannot_dm_bot"
    assert await refusal(post(channel="USLACKBOT", text="a")) == "cannot_dm_bot"
    assert await refusal(post(channel="U9", text="a")) == "channel_not_found"
    assert await refusal(client.conversations_open(users="U3")) == "user_disabled"
    assert await refusal(client.conversations_open(users="U4")) == "cannot_dm_bot"
    assert await refusal(client.conversations_open(users="U9")) == "user_not_found"


async def test_a_person_who_leaves_can_no_longer_be_written_to(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """A direct message that was open is closed to the bot once its person is deleted."""
    channel = (await client.chat_postMessage(channel="U1", text="a"))["channel"]
    sandbox.workspace.change_person("U1", deleted=True)
    assert await refusal(client.chat_postMessage(channel=channel, text="b")) == "user_disabled"


async def test_a_channel_takes_messages_from_members_only(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """Outside, archived, private and unknown channels each refuse in their own word."""
    workspace = sandbox.workspace
    workspace.add_channel("C2", name="elsewhere", bot=False)
    workspace.add_channel("C3", name="old", archived=True)
    workspace.add_channel("G2", name="secret", private=True, bot=False)
    post = client.chat_postMessage
    assert await refusal(post(channel="C2", text="a")) == "not_in_channel"
    assert await refusal(post(channel="C3", text="a")) == "is_archived"
    assert await refusal(post(channel="G2", text="a")) == "channel_not_found"
    assert await refusal(post(channel="C9", text="a")) == "channel_not_found"
    assert await refusal(client.conversations_history(channel="C2")) == "not_in_channel"
    assert await refusal(client.conversations_info(channel="G2")) == "channel_not_found"


async def test_a_message_needs_words_and_not_too_many(client: AsyncWebClient) -> None:
    """An empty message is refused, and so is one past the length for posting or updating."""
    empty = client.api_call("chat.postMessage", json={"channel": "C1"})
    assert await refusal(empty) == "no_text"
    assert await refusal(client.chat_postMessage(channel="C1", text="a" * 40_001)) == "msg_too_long"
    posted = await client.chat_postMessage(channel="C1", text="a" * 40_000)
    update = client.chat_update(channel="C1", ts=posted["ts"], text="a" * 4_001)
    assert await refusal(update) == "msg_too_long"
    await client.chat_update(channel="C1", ts=posted["ts"], text="a" * 4_000)


async def test_wrong_blocks_are_refused_with_the_reason(client: AsyncWebClient) -> None:
    """invalid_blocks comes with the place and the rule, in `errors` and in the metadata."""
    header = {"type": "header", "text": {"type": "plain_text", "text": "a" * 151}}
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1", text="a", blocks=[header])
    response = caught.value.response
    reason = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert response["error"] == "invalid_blocks"
    assert response["errors"] == [reason]
    assert response["response_metadata"]["messages"] == [f"[ERROR] {reason}"]


async def test_history_gives_metadata_only_when_asked(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """Metadata is kept with a message and given back with include_all_metadata."""
    metadata = {"event_type": "digest", "event_payload": {"key": "round-1"}}
    await client.chat_postMessage(channel="C1", text="a", metadata=metadata)
    plain = await client.conversations_history(channel="C1")
    assert "metadata" not in plain["messages"][0]
    asked = await client.conversations_history(channel="C1", include_all_metadata=True)
    assert asked["messages"][0]["metadata"] == metadata
    assert sandbox.workspace.messages("C1")[0].metadata == metadata


async def test_metadata_of_another_shape_is_refused(client: AsyncWebClient) -> None:
    """Metadata needs an event_type and an event_payload, and nothing else."""
    for wrong in (
        {"event_type": "a"},
        {"event_payload": {}},
        {"event_type": "", "event_payload": {}},
    ):
        call = client.chat_postMessage(channel="C1", text="a", metadata=wrong)
        assert await refusal(call) == "invalid_metadata_format"


async def test_history_is_paged_newest_first(client: AsyncWebClient) -> None:
    """A cursor leads through all messages once, the newest first, threads left out."""
    sent = [(await client.chat_postMessage(channel="C1", text=f"{n}"))["ts"] for n in range(5)]
    await client.chat_postMessage(channel="C1", text="reply", thread_ts=sent[0])
    seen, cursor, pages = [], None, 0
    while cursor != "":
        page = await client.conversations_history(channel="C1", limit=2, cursor=cursor)
        seen += [message["ts"] for message in page["messages"]]
        cursor = page.get("response_metadata", {}).get("next_cursor", "")
        assert page["has_more"] is bool(cursor)
        pages += 1
    assert (seen, pages) == (sent[::-1], 3)


async def test_history_can_be_cut_out(client: AsyncWebClient) -> None:
    """`oldest` and `latest` leave out their own messages unless `inclusive`."""
    sent = [(await client.chat_postMessage(channel="C1", text=f"{n}"))["ts"] for n in range(4)]
    between = {"channel": "C1", "oldest": sent[0], "latest": sent[3]}
    outside = await client.conversations_history(**between)
    assert [m["ts"] for m in outside["messages"]] == [sent[2], sent[1]]
    inside = await client.conversations_history(**between, inclusive=True)
    assert [m["ts"] for m in inside["messages"]] == sent[::-1]


async def test_cursors_and_limits_must_make_sense(client: AsyncWebClient) -> None:
    """A cursor that was never given out and a limit of 0 are refused."""
    call = client.conversations_history(channel="C1", cursor="dGVhbQ==")
    assert await refusal(call) == "invalid_cursor"
    assert await refusal(client.users_list(limit=0)) == "invalid_limit"


async def test_replies_stand_in_their_thread(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """A thread gives its first message with a count, then the replies, oldest first."""
    top = (await client.chat_postMessage(channel="C1", text="digest"))["ts"]
    for n in range(2):
        await client.chat_postMessage(channel="C1", text=f"team {n}", thread_ts=top)
    thread = await client.conversations_replies(channel="C1", ts=top)
    assert [m["text"] for m in thread["messages"]] == ["digest", "team 0", "team 1"]
    assert thread["messages"][0]["reply_count"] == 2
    assert [m.text for m in sandbox.workspace.replies("C1", top)] == ["team 0", "team 1"]
    assert [m.text for m in sandbox.workspace.messages("C1")] == ["digest"]
    lost = client.chat_postMessage(channel="C1", text="a", thread_ts="1.000001")
    assert await refusal(lost) == "thread_not_found"


async def test_an_update_keeps_what_it_leaves_out(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """chat.update changes the text, keeps blocks that are left out, and drops emptied ones."""
    ts = (await client.chat_postMessage(channel="C1", text="a", blocks=[SECTION]))["ts"]
    await client.chat_update(channel="C1", ts=ts, text="b")
    message = sandbox.workspace.message("C1", ts)
    assert (message.text, len(message.blocks)) == ("b", 1)
    assert message.edited_ts is not None
    await client.chat_update(channel="C1", ts=ts, text="c", blocks=[])
    assert sandbox.workspace.message("C1", ts).blocks == ()
    missing = client.chat_update(channel="C1", ts="1.000001", text="d")
    assert await refusal(missing) == "message_not_found"
    by_person = client.chat_update(channel="U1", ts=ts, text="d")
    assert await refusal(by_person) == "channel_not_found"


async def test_an_ephemeral_message_is_seen_by_one_person(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """chat.postEphemeral reaches one member and stands in no history."""
    await client.chat_postEphemeral(channel="C1", user="U1", text="only you")
    assert [m.text for m in sandbox.person("U1").whispers()] == ["only you"]
    assert sandbox.person("U2").whispers() == ()
    assert sandbox.workspace.messages("C1") == ()
    sandbox.workspace.add_person("U3")
    outside = client.chat_postEphemeral(channel="C1", user="U3", text="a")
    assert await refusal(outside) == "user_not_in_channel"


async def test_everybody_is_listed_with_what_tells_them_apart(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """users.list pages through people, guests, strangers, bots and the deleted."""
    workspace = sandbox.workspace
    workspace.add_person("U3", guest=Guest.MULTI)
    workspace.add_person("U4", guest=Guest.SINGLE)
    workspace.add_person("U5", deleted=True)
    workspace.add_person("U6", bot=True)
    workspace.add_person("U7", stranger=True)
    found, cursor = {}, None
    while cursor != "":
        page = await client.users_list(limit=4, cursor=cursor)
        found |= {user["id"]: user for user in page["members"]}
        cursor = page["response_metadata"]["next_cursor"]
    assert len(found) == 9
    assert found["U2"]["tz"] == "Europe/Paris"
    assert found["U2"]["tz_offset"] == 3600
    restricted = {u for u, shape in found.items() if shape["is_restricted"]}
    assert restricted == {"U3", "U4"}
    assert [u for u, shape in found.items() if shape["is_ultra_restricted"]] == ["U4"]
    assert found["U5"]["deleted"]
    assert found["U6"]["is_bot"]
    assert found["U7"]["is_stranger"]
    assert not found["USLACKBOT"]["is_bot"]
    assert (await client.users_info(user="U1"))["user"]["real_name"] == "Asha Patel"
    assert await refusal(client.users_info(user="U9")) == "user_not_found"


async def test_user_groups_are_listed_with_their_people(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """usergroups.list leaves disabled groups out, usergroups.users.list gives the people."""
    sandbox.workspace.add_usergroup("S1", handle="north-duty", members=["U1", "U2"])
    sandbox.workspace.add_usergroup("S2", handle="old", disabled=True)
    (group,) = (await client.usergroups_list(include_users=True))["usergroups"]
    assert (group["handle"], group["users"]) == ("north-duty", ["U1", "U2"])
    members = await client.usergroups_users_list(usergroup="S1")
    assert members["users"] == ["U1", "U2"]
    assert await refusal(client.usergroups_users_list(usergroup="S2")) == "no_such_subteam"


async def test_user_groups_need_a_paid_plan(clock: HandClock) -> None:
    """On a free plan user groups are refused as Slack does."""
    async with Sandbox(clock=clock, paid=False) as sandbox:
        client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)
        assert await refusal(client.usergroups_list()) == "paid_teams_only"


async def test_conversations_are_listed_and_described(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """conversations.list, .info and .members agree about channels the bot may see."""
    workspace = sandbox.workspace
    workspace.add_channel("C2", name="elsewhere", bot=False, archived=True)
    workspace.add_channel("G1", name="managers", private=True)
    workspace.add_channel("G2", name="secret", private=True, bot=False)

    async def listed(**asked: object) -> set[str]:
        return {c["id"] for c in (await client.conversations_list(**asked))["channels"]}

    assert await listed() == {"C1", "C2"}
    assert await listed(exclude_archived=True) == {"C1"}
    assert await listed(types="public_channel,private_channel") == {"C1", "C2", "G1"}
    info = (await client.conversations_info(channel="C1"))["channel"]
    assert (info["name"], info["is_member"], info["is_private"]) == ("leadership", True, False)
    first = await client.conversations_members(channel="C1", limit=2)
    assert first["members"] == ["U1", "U2"]
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_members(channel="C1", cursor=cursor)
    assert rest["members"] == [workspace.bot_user]


HOME = {"type": "home", "blocks": [SECTION]}


async def test_a_home_tab_published_on_an_old_hash_conflicts(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """views.publish takes the hash of what stands and refuses any other."""
    first = (await client.views_publish(user_id="U1", view=HOME))["view"]
    second = (await client.views_publish(user_id="U1", view=HOME, hash=first["hash"]))["view"]
    assert second["hash"] != first["hash"]
    late = client.views_publish(user_id="U1", view=HOME, hash=first["hash"])
    assert await refusal(late) == "hash_conflict"
    assert sandbox.person("U1").home.hash == second["hash"]


async def test_a_home_tab_is_published_for_people_only(client: AsyncWebClient) -> None:
    """views.publish refuses an unknown person and a view of the wrong type."""
    assert await refusal(client.views_publish(user_id="U9", view=HOME)) == "invalid_arguments"
    modal = HOME | {"type": "modal", "title": {"type": "plain_text", "text": "a"}}
    assert await refusal(client.views_publish(user_id="U1", view=modal)) == "invalid_arguments"


async def test_an_external_id_names_one_view(client: AsyncWebClient) -> None:
    """Two views cannot share an external_id, and a view is found by it."""
    named = HOME | {"external_id": "home-1"}
    await client.views_publish(user_id="U1", view=named)
    await client.views_publish(user_id="U1", view=named)
    taken = client.views_publish(user_id="U2", view=named)
    assert await refusal(taken) == "duplicate_external_id"
    changed = await client.views_update(external_id="home-1", view=HOME)
    assert changed["view"]["external_id"] == ""
    assert await refusal(client.views_update(external_id="home-1", view=HOME)) == "not_found"
