"""The scales that question sets use by name; the chat shows "Does not apply" after each."""

from collections.abc import Mapping
from types import MappingProxyType

from questions.model import Option, Scale


def _scale(identifier: str, *labels: str) -> Scale:
    """A scale from what means most to what means least; the last scores 1."""
    options = tuple(
        Option(id=label.lower().replace(" ", "-"), label=label, score=len(labels) - place)
        for place, label in enumerate(labels)
    )
    return Scale(id=identifier, options=options)


BUILT_IN: Mapping[str, Scale] = MappingProxyType(
    {
        scale.id: scale
        for scale in (
            _scale("frequency", "Always", "Often", "Sometimes", "Rarely", "Never"),
            _scale(
                "agreement",
                "Strongly agree",
                "Agree",
                "Neither agree nor disagree",
                "Disagree",
                "Strongly disagree",
            ),
            _scale("yes-partly-no", "Yes", "Partly", "No"),
            _scale("grade", "Outstanding", "Good", "Requires improvement", "Inadequate"),
        )
    }
)
