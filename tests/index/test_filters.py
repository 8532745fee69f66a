from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import InputError
from assistant.index import Index, dense
from assistant.types import Filters

from .support import entry, ids, open_index, put, vector_of

FACTS = {
    "early": {"date": "2024-03-11", "source": "Reuters"},
    "middle": {"date": "2024-03-13", "source": "MENAFN"},
    "late": {"date": "2024-04-01", "source": "reuters"},
    "undated": {"date": None, "source": "Süddeutsche"},
    "nameless": {"date": "2024-03-12", "source": None},
}


def _named(part: Filters | set[str]) -> str:
    """The same in every process, where the order in a set is not."""
    return " ".join(sorted(part)) or "none" if isinstance(part, set) else str(part)[:60]


CASES = [
    (Filters(date_from="2024-03-13"), {"middle", "late"}),
    (Filters(date_to="2024-03-11"), {"early"}),
    (Filters(date_from="2024-03-11", date_to="2024-03-13"), {"early", "middle", "nameless"}),
    (Filters(date_from="2024-03-14", date_to="2024-03-13"), set()),
    (Filters(sources=("REUTERS",)), {"early", "late"}),
    (Filters(sources=(" süddeutsche ", "menafn")), {"undated", "middle"}),
    (Filters(article_ids=("undated", "gone")), {"undated"}),
    (Filters(sources=("reuters",), date_to="2024-03-31"), {"early"}),
    (Filters(sources=("it's; DROP TABLE articles",)), set()),
    (Filters(), set(FACTS)),
]


@pytest.fixture
def index(tmp_path: Path):
    with open_index(tmp_path / "index") as opened:
        put(opened, *(entry(key, f"troops {key}", **facts) for key, facts in FACTS.items()))
        yield opened


@pytest.mark.parametrize(("filters", "expected"), CASES, ids=_named)
def test_both_legs_return_exactly_what_passes(index: Index, filters: Filters, expected: set[str]) -> None:
    passages = {f"{key}#0" for key in expected}
    assert set(ids(index.lexical(["troops"], 10, filters))) == passages
    assert set(ids(index.dense(vector_of("troops"), 10, filters))) == passages


@pytest.mark.parametrize(("filters", "expected"), CASES, ids=_named)
def test_through_chroma_too(
    index: Index, filters: Filters, expected: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "EXACT_PASSAGES", -1)
    assert set(ids(index.dense(vector_of("troops"), 10, filters))) == {f"{key}#0" for key in expected}


def test_a_date_that_is_none(index: Index) -> None:
    with pytest.raises(InputError, match="“March 2024” is no date; write it as YYYY-MM-DD"):
        index.lexical(["troops"], 3, Filters(date_from="March 2024"))
    with pytest.raises(InputError, match="2024-02-30"):
        index.dense(vector_of("troops"), 3, Filters(date_to="2024-02-30"))


def test_a_wide_filter_is_filled_by_asking_for_more(tmp_path: Path) -> None:
    """3,000 of 12,000 passages pass, more than are ranked exactly, and the nearest 9,000 do not pass."""
    with open_index(tmp_path / "index") as index:
        near = entry("near", "\n\n".join(f"troops move {number}" for number in range(9000)), source="A")
        far = entry("far", "\n\n".join(f"rain falls {number} {number * 3}" for number in range(3000)), source="B")
        put(index, near, far)
        query = vector_of("troops move")
        hits = index.dense(query, 20, Filters(sources=("b",)))
        scores = far[3] @ query
        exact = [f"far#{at}" for at in np.argsort(-scores, kind="stable")[:20]]
        assert set(ids(hits)) == set(exact)
        some = index.dense(vector_of("rain falls 7 21"), 20, Filters(sources=("b",)))
        assert some[0] == ("far#7", pytest.approx(1.0, abs=1e-5))
        assert len(some) == 20
