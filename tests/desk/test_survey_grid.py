"""Several questions to each article."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import InputError, QuestionError
from assistant.types import Filters
from tests.desk.listing import ListingModel, made, opened

QUESTIONS = ["Which countries refused to send soldiers?", "What does cheese cost?"]


@pytest.fixture(scope="module")
def countries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("grid"))


class Sure(ListingModel):
    """Says yes where any word of the question stands in the sources."""

    def probability(self, messages, *, yes="yes", no="no"):  # type: ignore[no-untyped-def]
        self.read.append(messages[-1].content)
        sources, _, question = messages[-1].content.partition("Question:")
        about = "cheese" if "cheese" in question else "soldiers"
        return 0.97 if about in sources.lower() else 0.02


def test_each_cell_is_a_sentence_or_empty_and_going_on_reads_nothing_twice(countries: Path) -> None:
    with opened(countries, Sure()) as (assistant, model):
        grid = assistant.grid(QUESTIONS)
        by_id = {row.article.id: row.cells for row in grid.rows}
        assert by_id["03-states"][0].text.startswith("The United States refused")
        assert by_id["03-states"][1].text == ""
        assert by_id["07-cheese"][1].text.startswith("Cheese costs 4 percent")
        for row in grid.rows:
            for cell in row.cells:
                if cell.citation:
                    citation = grid.citations[cell.citation - 1]
                    text = assistant.article(citation.article_id).text
                    assert text[citation.start : citation.end] == citation.quote == cell.text
                    assert citation.article_id == row.article.id
        read = len(model.read)
        assert assistant.grid(QUESTIONS).rows == grid.rows
        assert len(model.read) == read
        table = grid.document().to_dict()["blocks"][0]
        assert table["columns"] == ("article", *QUESTIONS)
        assert [dates.article.date for dates in grid.rows] == sorted(
            (row.article.date for row in grid.rows), reverse=True
        )


def test_bad_input_is_told(countries: Path) -> None:
    with opened(countries) as (assistant, _):
        with pytest.raises(InputError, match="No article passes"):
            assistant.grid(QUESTIONS, filters=Filters(date_from="2030-01-01"))
        with pytest.raises(InputError, match="questions are too many"):
            assistant.grid([f"What is {number}?" for number in range(20)])
        with pytest.raises(QuestionError):
            assistant.grid(["What?", "  "])
