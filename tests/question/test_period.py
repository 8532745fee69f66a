"""When a question is about."""

import pytest

from assistant.question.period import period_of
from assistant.question_reading import Period

NEWEST = "2024-04-20"


@pytest.mark.parametrize(
    ("question", "start", "end", "rest"),
    [
        ("What happened in March?", "2024-03-01", "2024-03-31", "What happened ?"),
        ("What happened in December?", "2023-12-01", "2023-12-31", "What happened ?"),
        ("What happened before 10 April 2024?", None, "2024-04-09", "What happened ?"),
        ("What happened since April 2?", "2024-04-02", None, "What happened ?"),
        ("What happened after 2 April 2024?", "2024-04-03", None, "What happened ?"),
        ("news until 5 May 2023", None, "2023-05-05", "news"),
        ("As of 2 April 2024, how many towns?", None, "2024-04-02", ", how many towns?"),
        ("What happened between 2 April and 5 April 2024?", "2024-04-02", "2024-04-05", "What happened ?"),
        ("What happened last week?", "2024-04-13", "2024-04-20", "What happened ?"),
        ("What happened in the last three months?", "2024-01-18", "2024-04-20", "What happened ?"),
        ("What happened this year?", "2024-01-01", "2024-04-20", "What happened ?"),
        ("What did she say yesterday?", "2024-04-19", "2024-04-20", "What did she say ?"),
        ("What may happen?", None, None, "What may happen?"),
        ("what happened on march 13", "2024-03-13", "2024-03-13", "what happened"),
        ("Did they march on 3 cities?", None, None, "Did they march on 3 cities?"),
        (
            "What did NATO say in the article of 11 March 2024?",
            "2024-03-11",
            "2024-03-11",
            "What did NATO say in the article ?",
        ),
        ("How many of the 2024 seats are free?", None, None, "How many of the 2024 seats are free?"),
    ],
)
def test_a_period_is_read(question: str, start: str | None, end: str | None, rest: str) -> None:
    assert period_of(question, NEWEST) == (Period(start, end), rest)


def test_without_dated_articles_nobody_knows_which_march() -> None:
    assert period_of("What happened in March?", None) == (Period(), "What happened in March?")
    assert period_of("What happened in March 2021?", None)[0] == Period("2021-03-01", "2021-03-31")
