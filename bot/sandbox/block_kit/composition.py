"""Text, options and confirmations (https://docs.slack.dev/reference/block-kit/composition-objects)."""

from bot.sandbox.block_kit.schema import (
    ByType,
    Check,
    Findings,
    ListOf,
    OneOf,
    Shape,
    Text,
    flag,
    note,
    shape_of,
)

ID = Text(255)
URL = Text(3000, pattern=r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+")


FILE_ID = Text(255, pattern=r"F[A-Z0-9]{8,}")


def one_source_of_picture(picture: object, at: str, findings: Findings) -> None:
    """Check that a picture has either an address or a file."""
    if isinstance(picture, dict) and ("image_url" in picture) is ("slack_file" in picture):
        note(findings, at, "must define either `image_url` or `slack_file`")


def _id_or_url(file: object, at: str, findings: Findings) -> None:
    if isinstance(file, dict) and ("id" in file) is ("url" in file):
        note(findings, at, "must define either `id` or `url`")


SLACK_FILE = Shape({}, {"id": FILE_ID, "url": URL}, (_id_or_url,))


def plain(most: int) -> Check:
    """Return the check of a plain_text object of so many characters."""
    return shape_of("plain_text", {"text": Text(most)}, {"emoji": flag})


def words(most: int) -> Check:
    """Return the check of a plain_text or mrkdwn object of so many characters."""
    marked = shape_of("mrkdwn", {"text": Text(most)}, {"verbatim": flag})
    return ByType({"plain_text": plain(most), "mrkdwn": marked})


CONFIRM = Shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": OneOf(("primary", "danger"))},
)


def option(text: Check) -> Check:
    """Return the check of one option, whose words pass a check."""
    return Shape({"text": text, "value": Text(150)}, {"description": words(75)})


OPTION = option(plain(75))
"""An option of a menu: its words are plain."""

CHOICE = option(words(75))
"""An option of radio buttons or checkboxes: its words may be marked up."""

OVERFLOW_OPTION = Shape(
    {"text": plain(75)}, {"value": Text(150), "description": words(75), "url": URL}
)

OPTION_GROUPS = ListOf(Shape({"label": plain(75), "options": ListOf(OPTION, 100)}), 100)


def one_source_of_options(element: object, at: str, findings: Findings) -> None:
    """Check that a menu has either options or groups of them."""
    if isinstance(element, dict) and ("options" in element) is ("option_groups" in element):
        note(findings, at, "must define either `options` or `option_groups`")


def initial_options_are_offered(element: object, at: str, findings: Findings) -> None:
    """Check that what is chosen from the start is among the options, word for word."""
    if not isinstance(element, dict):
        return
    offered = list(element.get("options", ()))
    for group in element.get("option_groups", ()):
        offered += group["options"]
    if "initial_option" in element and element["initial_option"] not in offered:
        note(findings, f"{at}/initial_option", "must match one of the options")
    for number, chosen in enumerate(element.get("initial_options", ())):
        if chosen not in offered:
            note(findings, f"{at}/initial_options/{number}", "must match one of the options")
