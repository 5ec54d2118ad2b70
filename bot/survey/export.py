"""The digest's JSON, as `docs/digest.schema.json` describes it."""

from datetime import UTC
from typing import Any

from bot.survey.digest import Digest
from bot.survey.figures import counts
from bot.survey.statistics import percent
from storage.model import Figure, Response


def exported(digest: Digest) -> dict[str, Any]:
    """The digest as plain values; counts only where they were published."""
    return {
        "round": digest.round,
        "pulse": digest.pulse,
        "opens": digest.opens.astimezone(UTC).isoformat(),
        "closes": digest.closes.astimezone(UTC).isoformat(),
        "headline": digest.headline,
        "response": _response(digest.response),
        "responses": [_response(one) for cut in digest.cuts for one in cut.responses],
        "figures": [_figure(one) for item in digest.items for one in (item.everyone, *item.groups)],
        "rankings": [
            one.told.model_dump(mode="json", exclude={"version"}, exclude_none=True)
            for one in digest.rankings
        ],
    }


def _response(response: Response) -> dict[str, Any]:
    told = response.model_dump(
        mode="json", include={"dimension", "group", "name", "invited", "precision", "text"}
    )
    if response.answered is None:
        return told
    share = float(percent(response.answered, response.invited))
    return told | {"answered": response.answered, "percent": share}


def _figure(figure: Figure) -> dict[str, Any]:
    told = figure.model_dump(
        mode="json", include={"dimension", "group", "name", "question", "precision", "text"}
    )
    exact = counts(figure)
    if exact is None:
        return told
    favourable, answered = exact
    return told | {
        "answered": answered,
        "favourable": favourable,
        "percent": float(percent(favourable, answered)),
        "choices": [choice.model_dump(mode="json") for choice in figure.choices],
    }
