"""A chart as shapes that any library can draw: what the elements of its SVG come to."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

_SVG = "{http://www.w3.org/2000/svg}"
_STEP = re.compile(r"([MLhvlZ])|(-?[\d.]+)")

Shape = dict[str, Any]
Point = tuple[float, float]


def shapes(svg: str) -> tuple[Shape, ...]:
    """Ways, circles and words in the order in which they are drawn, in units of the chart."""
    return tuple(_drawn(ET.fromstring(svg), (0.0, 0.0)))  # noqa: S314 - our own SVG


def _drawn(element: ET.Element, at: Point) -> Iterator[Shape]:
    at = _moved(at, element.get("transform"))
    for one in element:
        if one.tag == f"{_SVG}g":
            yield from _drawn(one, at)
        else:
            yield _shape(one, _moved(at, one.get("transform")))


def _shape(one: ET.Element, at: Point) -> Shape:
    kind = one.tag.removeprefix(_SVG)
    if kind == "text":
        return {
            "kind": kind,
            "words": one.text,
            "at": _plus(at, (_number(one, "x"), _number(one, "y"))),
            "size": _number(one, "font-size"),
            "bold": one.get("font-weight") == "bold",
            "ends": one.get("text-anchor") == "end",
            "fill": _colour(one.get("fill")),
        }
    look = {
        "fill": None if kind == "line" else _colour(one.get("fill", "#000")),
        "stroke": _colour(one.get("stroke")),
        "width": float(one.get("stroke-width", 1)),
        "dashes": [float(dash) for dash in one.get("stroke-dasharray", "").split()],
        "round": one.get("stroke-linecap") == "round",
    }
    if kind == "circle":
        centre = _plus(at, (_number(one, "cx"), _number(one, "cy")))
        return {"kind": kind, "centre": centre, "radius": _number(one, "r"), **look}
    ways, closed = _ways(one, kind)
    moved = [[_plus(at, point) for point in way] for way in ways]
    return {"kind": "way", "ways": moved, "closed": closed, **look}


def _ways(one: ET.Element, kind: str) -> tuple[list[list[Point]], bool]:
    """The points of each stretch, and whether its last is joined to its first."""
    if kind == "line":
        (x1, y1), (x2, y2) = ((_number(one, f"x{n}"), _number(one, f"y{n}")) for n in (1, 2))
        return [[(x1, y1), (x2, y2)]], False
    if kind == "rect":
        right, bottom = _number(one, "width"), _number(one, "height")
        return [[(0, 0), (right, 0), (right, bottom), (0, bottom)]], True
    said = one.get("d", "")
    return _followed(said), "z" in said.lower()


def _followed(said: str) -> list[list[Point]]:
    """The points of a path of straight lines."""
    ways, command, numbers = list[list[Point]](), "", list[float]()
    for letter, number in _STEP.findall(said.replace("z", "Z")):
        if letter:
            command = letter
            continue
        numbers.append(float(number))
        if len(numbers) == (1 if command in "hv" else 2):
            if command == "M":
                ways.append([])
            ways[-1].append(_reached(command, numbers, ways[-1]))
            numbers.clear()
    return ways


def _reached(command: str, numbers: list[float], way: list[Point]) -> Point:
    if command in "ML":
        return numbers[0], numbers[1]
    by = {"h": (numbers[0], 0.0), "v": (0.0, numbers[0])}.get(command) or tuple(numbers)
    return _plus(way[-1], (by[0], by[1]))


def _moved(at: Point, said: str | None) -> Point:
    x, y = re.findall(r"-?[\d.]+", said) if said else (0, 0)
    return _plus(at, (float(x), float(y)))


def _plus(one: Point, other: Point) -> Point:
    return one[0] + other[0], one[1] + other[1]


def _number(one: ET.Element, name: str) -> float:
    return float(one.get(name, 0))


def _colour(said: str | None) -> tuple[float, ...] | None:
    """Red, green and blue from 0 to 1; None where nothing is painted."""
    if said is None or said == "none":
        return None
    digits = said[1:] if len(said) > len("#fff") else "".join(2 * one for one in said[1:])
    return tuple(int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
