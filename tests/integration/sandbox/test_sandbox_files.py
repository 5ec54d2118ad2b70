import base64
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import HandClock, Sandbox
from bot.sandbox.page.page import Page
from bot.sandbox.records import Json

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
CSV = "question,share\nworkload,72.9\n"


def showing(file_id: str) -> list[Json]:
    return [{"type": "image", "slack_file": {"id": file_id}, "alt_text": "Two lines"}]


async def uploaded(client: AsyncWebClient, content: bytes | str, name: str, **more: str) -> str:
    answer = await client.files_upload_v2(content=content, filename=name, **more)
    return str(answer["file"]["id"])


async def test_a_picture_that_was_uploaded_stands_in_a_block(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """The SDK's own upload gives a file that a message can show, and that is served to the page."""
    sandbox.page = Page()
    file_id = await uploaded(client, PNG, "chart.png", alt_txt="Two lines")
    await client.chat_postMessage(channel="C1", text="a", blocks=showing(file_id))
    [message] = sandbox.workspace.messages("C1")
    assert message.words == "a\nTwo lines"
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"{sandbox.url}files/{file_id}") as answer:
            assert (answer.content_type, await answer.read()) == ("image/png", PNG)
            assert "Content-Disposition" not in answer.headers
        async with browser.get(f"{sandbox.url}files/F0NONE") as answer:
            assert answer.status == 404


async def test_a_file_is_shared_in_a_thread(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """A file that is completed with a thread stands there with its words, and can be downloaded."""
    sandbox.page = Page()
    root = (await client.chat_postMessage(channel="C1", text="Digest"))["ts"]
    file_id = await uploaded(
        client,
        CSV,
        "weekly ü.csv",
        title="All figures",
        channel="C1",
        thread_ts=root,
        initial_comment="As a file",
    )
    [reply] = sandbox.workspace.replies("C1", root)
    assert (reply.text, reply.files) == ("As a file", (file_id,))
    read = await client.conversations_replies(channel="C1", ts=root)
    [told] = read["messages"][-1]["files"]
    assert (told["id"], told["name"], told["title"]) == (file_id, "weekly ü.csv", "All figures")
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(f"{sandbox.url}files/{file_id}") as answer,
    ):
        assert await answer.read() == CSV.encode()
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename*=utf-8''weekly%20%C3%BC.csv"
        )


async def test_an_upload_address_serves_once(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """Bytes go to their address once, in a form or as they are; then there is no such address."""
    answer = await client.files_getUploadURLExternal(filename="a.csv", length=len(CSV))
    form = aiohttp.FormData()
    form.add_field("filename", CSV.encode(), filename="a.csv")
    async with aiohttp.ClientSession() as session:
        async with session.post(answer["upload_url"], data=form) as taken:
            assert taken.status == 200
        async with session.post(answer["upload_url"], data=CSV.encode()) as again:
            assert again.status == 404
    files = [{"id": answer["file_id"]}]
    await client.files_completeUploadExternal(files=files)
    assert sandbox.workspace.files.standing[answer["file_id"]].bytes == CSV.encode()
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=files)


async def test_a_file_has_the_length_that_was_announced(client: AsyncWebClient) -> None:
    """Bytes of another length are refused, and the file cannot be completed."""
    answer = await client.files_getUploadURLExternal(filename="a.csv", length=3)
    async with (
        aiohttp.ClientSession() as session,
        session.post(answer["upload_url"], data=b"abcd") as refused,
    ):
        assert refused.status == 400
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": answer["file_id"]}])


async def test_a_file_is_looked_at_before_it_stands_in_a_block(
    sandbox: Sandbox, client: AsyncWebClient, clock: HandClock
) -> None:
    """A picture that was uploaded a moment ago is refused until the workspace has looked at it."""
    sandbox.workspace.files.looked_at_for = timedelta(seconds=2)
    file_id = await uploaded(client, PNG, "chart.png")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C1", text="a", blocks=showing(file_id))
    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["errors"] == [
        "invalid slack file [json-pointer:/blocks/0/slack_file]"
    ]
    clock.advance(2)
    assert (await client.chat_postMessage(channel="C1", text="a", blocks=showing(file_id)))["ok"]


async def test_only_a_picture_stands_in_an_image_block(client: AsyncWebClient) -> None:
    """A file that is no picture is refused in messages and in views."""
    file_id = await uploaded(client, CSV, "a.png")
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.chat_postMessage(channel="C1", text="a", blocks=showing(file_id))
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_publish(user_id="U1", view={"type": "home", "blocks": showing(file_id)})


async def test_a_long_description_is_refused(client: AsyncWebClient) -> None:
    """A picture's description has 1,000 characters at most."""
    about = {"filename": "a.png", "length": 3}
    assert (await client.files_getUploadURLExternal(**about, alt_txt="a" * 1000))["ok"]
    with pytest.raises(SlackApiError, match="alt_txt_too_large"):
        await client.files_getUploadURLExternal(**about, alt_txt="a" * 1001)
