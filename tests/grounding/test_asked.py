"""Does a statement give what was asked for?"""

import pytest

from assistant.grounding.asked import asked_for, is_broad
from assistant.grounding.reader import Reader


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many people live in Arle?", "number"),
        ("What percentage of voters backed the wall?", "number"),
        ("When did the bridge open?", "date"),
        ("In which year was the abbey built?", "year"),
        ("What are the names of the ten convicts?", "name"),
        ("Which contraceptive did she ask for?", "something"),
        ("Who resigned and when did it become known?", "something"),
        ("Did Marlow reject the plan?", None),
        ("Wie viele Menschen leben dort?", None),
    ],
)
def test_what_is_wanted(reader: Reader, question: str, wanted: str | None) -> None:
    assert asked_for(reader.read(question)).wanted == wanted


@pytest.mark.parametrize(
    ("question", "statement", "given"),
    [
        ("Which emergency pill did Ines Vogt seek in 2019?", "She sought an emergency pill in 2019.", False),
        ("Which emergency pill did Ines Vogt seek in 2019?", "She sought Norvela.", True),
        ("In which years was Lord Hale investigated?", "He was investigated two decades ago.", False),
        ("In which years was Lord Hale investigated?", "He was investigated in 1991 and 2002.", True),
        ("What is the name of the pilot who saw the Ford?", "A pilot saw the Ford.", False),
        ("What is the name of the pilot who saw the Ford?", "Ann Brook saw the Ford.", True),
        ("How long should doctors wait?", "They should wait at least one minute.", True),
        ("How many of the 30 members voted?", "The 30 members voted.", False),
        ("How many of the 30 members voted?", "Of the 30 members, twelve voted.", True),
        ("How many members voted?", "None of the members voted.", True),
        ("How many members voted?", "The members voted for the wall.", False),
        ("When did the ferry sink?", "The ferry sank near Velland.", False),
        ("When did the ferry sink?", "The ferry sank on 13 January.", True),
        ("When did the ferry sink?", "The ferry sank shortly after it had left.", True),
        ("When do the bells ring?", "The bells ring at 11:00 a.m. every day.", True),
        ("When do the bells ring?", "The bells ring in the old tower.", False),
        ("When did the strike end?", "It ended in the spring.", True),
        ("When did the strike end?", "It will end soon.", True),
        ("When did the strike of 13 January end?", "The strike of 13 January ended in calm.", False),
        ("Why did the mayor resign?", "The mayor resigned.", False),
        ("Why did the mayor resign?", "The mayor resigned over a loan.", True),
        ("Did the mayor resign?", "The mayor resigned.", True),
    ],
)
def test_a_statement_must_bring_it(reader: Reader, question: str, statement: str, given: bool) -> None:
    assert asked_for(reader.read(question)).is_given_by(reader.read(statement)) is given


@pytest.mark.parametrize(
    ("question", "broad"),
    [
        ("Why did the judge resign?", True),
        ("How did the council react to the report?", True),
        ("What are the three stages of the plan?", True),
        ("Between which cities will it run, and from when?", True),
        ("Name two reasons for the delay.", True),
        ("How many people died?", False),
        ("How old was she when she died?", False),
        ("Who won the run-off?", False),
        ("When did the bridge open?", False),
    ],
)
def test_whether_one_fact_is_all_that_is_wanted(question: str, broad: bool) -> None:
    assert is_broad(question) is broad
