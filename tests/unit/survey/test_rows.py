"""Rows of which most numbers are 0, held against the same in full."""

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.survey.rows import Rows

Full = npt.NDArray[np.int64]


def full(height: int, width: int) -> st.SearchStrategy[Full]:
    return arrays(np.int64, (height, width), elements=st.sampled_from([0, 0, 0, 1, -1, 7]))


def rows(of: Full) -> Rows:
    return Rows.of(of.shape[1], ([(int(n), int(row[n])) for n in row.nonzero()[0]] for row in of))


def in_full(of: Rows) -> Full:
    found = np.zeros((of.height, of.width), np.int64)
    found[of.row, of.column] = of.value
    return found


@settings(deadline=None)
@given(st.data())
def test_they_are_what_they_are_in_full(data: st.DataObject) -> None:
    """Sums, products, choices and turns come to the same; rows without a number among them."""
    height, width, depth = (data.draw(st.integers(1, 6)) for _ in range(3))
    one, other = data.draw(full(height, width)), data.draw(full(width, depth))
    table, weights = (
        data.draw(arrays(np.int64, n, elements=st.integers(0, 9))) for n in (width, height)
    )
    chosen = data.draw(st.lists(st.integers(0, height - 1)))
    marks = data.draw(arrays(np.bool_, height))
    assert np.array_equal(rows(one) @ table, one @ table)
    assert np.array_equal(rows(one).weighed(weights), weights @ one)
    assert np.array_equal(in_full(rows(one).over(rows(other))), one @ other)
    assert np.array_equal(in_full(rows(one).only(chosen)), one[chosen].reshape(-1, width))
    assert np.array_equal(in_full(rows(one).where(marks)), one * marks[:, np.newaxis])
    assert np.array_equal(in_full(rows(one).turned), one.T)
    assert np.array_equal(in_full(rows(one).above(rows(one[:1]))), np.vstack([one, one[:1]]))
    assert np.array_equal(np.diff(rows(one).starts), np.count_nonzero(one, axis=1))
