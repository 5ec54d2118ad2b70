import pytest

from bot.sandbox import LoseAck, RateLimit, Refuse, ServerError
from bot.sandbox.faults import Faults

METHOD = "chat.postMessage"
TROUBLE = (RateLimit(1), ServerError(500))


def test_a_share_of_calls_meets_what_was_strewn() -> None:
    """About as many as asked for, of each fault some; the same seed deals the same."""
    one, same, other = Faults(), Faults(), Faults()
    for faults, seed in ((one, 1), (same, 1), (other, 2)):
        faults.strew(METHOD, TROUBLE, share=0.05, seed=seed)
    dealt, again, otherwise = (
        [faults.take(METHOD) for _ in range(10_000)] for faults in (one, same, other)
    )
    assert 400 < sum(fault is not None for fault in dealt) < 600
    assert {*TROUBLE} <= {*dealt}
    assert dealt == again != otherwise
    assert one.take("users.list") is None


def test_what_was_ordered_comes_before_what_was_strewn() -> None:
    """An order is met by the very next call, and all of it can be cancelled."""
    faults = Faults()
    faults.strew(METHOD, TROUBLE, share=1, seed=1)
    faults.order(METHOD, Refuse("fatal_error"))
    assert faults.take(METHOD) == Refuse("fatal_error")
    assert faults.take(METHOD) in TROUBLE
    faults.clear()
    assert faults.take(METHOD) is None


def test_nothing_is_strewn_where_it_cannot_happen() -> None:
    """An acknowledgement cannot be lost where none is awaited."""
    with pytest.raises(ValueError, match="LoseAck cannot happen to"):
        Faults().strew(METHOD, [LoseAck()], share=0.5, seed=1)
