"""Two questions in one."""

import pytest

from assistant.question.parts import parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "What did Vogt say about the ferry, and what did Hale say?",
            ("What did Vogt say about the ferry?", "what did Hale say about the ferry?"),
        ),
        (
            "Which towns rejected the wall and who paid for the bridge?",
            ("Which towns rejected the wall?", "who paid for the bridge?"),
        ),
        (
            "Which towns rejected the wall? Who paid for the bridge?",
            ("Which towns rejected the wall?", "Who paid for the bridge?"),
        ),
        # one question each
        ("Who rejected the wall and why?", None),
        ("Who rejected the wall, and what did he say?", None),
        ("Which towns rejected the wall and which did not?", None),
        ("Who wrote “Why and where”?", None),
        ("The mayor resigned in May. Why?", None),
        ("Why did the mayor resign? And when?", None),
    ],
)
def test_each_part_stands_by_itself(text: str, parts: tuple[str, ...] | None) -> None:
    assert parts_of(text) == (parts or (text,))


def test_of_a_letter_only_its_question_is_asked() -> None:
    letter = (
        "Dear editors, I read your paper every morning with my coffee and have done so for the last thirty years, as "
        "did my father. The weather here is fine. How many towns rejected the wall? I remain, with regards and many "
        "thanks for your work, yours, Tove Aas."
    )
    assert parts_of(letter) == ("How many towns rejected the wall?",)
