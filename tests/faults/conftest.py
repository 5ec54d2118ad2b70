import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--kill-everywhere",
        action="store_true",
        help="kill the bot at every moment of a round, or at many, not at a share of them",
    )
