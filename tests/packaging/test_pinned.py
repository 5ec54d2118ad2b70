"""What everything stands on: pinned to the last digit, all of it named, none of it known as bad."""

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from packaging.utils import canonicalize_name
from packaging.version import Version

_MADE_WITH = {"pip", "setuptools", "wheel", "staff-pulse"}
"""What every environment brings, and ourselves."""


@pytest.fixture(scope="module")
def pinned(root: Path) -> dict[str, Version]:
    """The one version of each package, by its name."""
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.]*)", one) for one in lines[1:]]
    assert None not in found
    return {canonicalize_name(one[1]): Version(one[2]) for one in found if one}


def test_everything_that_is_installed_is_pinned(pinned: dict[str, Version]) -> None:
    """The tests run with the versions that are written down, and with nothing beside them."""
    installed = {
        canonicalize_name(one.metadata["Name"]): Version(one.version) for one in distributions()
    }
    ours = {name: version for name, version in installed.items() if name not in _MADE_WITH}
    assert ours == pinned


def test_no_version_has_a_fault_that_we_know_of(pinned: dict[str, Version], root: Path) -> None:
    """Each advisory of the project's own list is mended in the version that is pinned."""
    told = yaml.safe_load((root / "tests/packaging/advisories.yaml").read_text(encoding="utf-8"))
    faulty = [
        one["id"]
        for one in told["advisories"]
        if pinned[canonicalize_name(one["package"])] < Version(str(one["mended"]))
    ]
    assert faulty == []


def test_an_audit_that_could_not_look_fails(root: Path) -> None:
    """`make audit` never passes by leaving out what it could not ask about."""
    [told] = re.findall(
        r"^audit:.*?(?=^\S)", (root / "Makefile").read_text(), re.MULTILINE | re.DOTALL
    )
    assert "--strict" in told
    assert re.search(r"pip-audit==\d+(\.\d+)+\b", told)
    assert "|| true" not in told
