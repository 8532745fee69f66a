"""How an answer is to look, told in the question."""

import pytest

from assistant.question.instruction import without_instruction
from assistant.question_reading import Instruction


@pytest.mark.parametrize(
    ("question", "rest", "instruction"),
    [
        ("Summarise it in three bullet points.", "Summarise it.", Instruction(3, "points")),
        ("What happened, in two sentences?", "What happened?", Instruction(2, "sentences")),
        ("What happened as a list?", "What happened?", Instruction(None, "points")),
        ("Briefly: why did she resign?", "why did she resign?", Instruction(1, "sentences")),
        ("Please answer in German: who resigned?", "who resigned?", Instruction(language="German")),
        ("Who resigned? In French please", "Who resigned?", Instruction(language="French")),
        ("Who resigned, as a table?", "Who resigned?", Instruction(table=True)),
        ("Hello, could you please tell me who resigned?", "who resigned?", Instruction()),
        ("Give me three key points on the ferry", "give a summary on the ferry", Instruction(3, "points")),
        # these are about the matter
        ("Which book was published in German?", "Which book was published in German?", Instruction()),
        ("Did Vogt say it in French?", "Did Vogt say it in French?", Instruction()),
        ("Who was named in three reports?", "Who was named in three reports?", Instruction()),
        ("In German", "In German", Instruction(language="German")),
    ],
)
def test_what_only_says_how_is_taken_off(question: str, rest: str, instruction: Instruction) -> None:
    assert without_instruction(question) == (rest, instruction)
