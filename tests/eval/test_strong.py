"""``eval strong``: what was sent, what became of each statement, and the figures made of both."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.types import Answer, Article, Statement, Support, Timings
from eval.cases.articles import Articles
from eval.cases.strong import Quote, load_strong_cases
from eval.errors import CaseError
from eval.trials.printing import reason_kind
from eval.trials.strong.command import _folder, measure_strong
from eval.trials.strong.fates import Outcome, outcomes
from eval.trials.strong.figures import behaviours, right_statements, whole_evidence, wrong_statements
from eval.trials.strong.held import missing
from eval.trials.strong.measure import Row
from eval.trials.strong.stub import serving

STUB = Path(__file__).with_name("tiny_stub.py")
MILL = "The mill of Arle closed in May 2024. Ines Vogt sold it for 40,000 crowns. The town of Arle bought it."
FERRY = "The ferry to Corvin runs daily. It carries 80 people."


def case(name: str, question: str, right: list[tuple[str, str]], wrong: str, **more: object) -> dict[str, object]:
    pieces = [{"statement": text, "quotes": [{"article": "mill.txt", "quote": quote}]} for text, quote in right]
    texts = [text for text, _ in right]
    return {
        "id": name, "kind": "fact", "question": question, "from": ["articles"], "behaviour": "answer",
        "right": " ".join(texts), "right_pieces": pieces, "wrong": " ".join([wrong, *texts[1:]]),
        "wrong_piece": {"index": 0, "kind": "wrong_number", "statement": wrong},
    } | more  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "articles").mkdir(parents=True)
    for name, text in (("mill", MILL), ("ferry", FERRY)):
        (folder / "articles" / f"{name}.txt").write_text(f"{name.title()} news\n\n{text}\n")
    sold = ("Ines Vogt sold the mill for 40,000 crowns.", "Ines Vogt sold it for 40,000 crowns.")
    cases = [
        case("sold", "For how much did Ines Vogt sell the mill?", [sold], "Ines Vogt sold the mill for 90,000 crowns."),
        case(
            "bought", "And who bought it?", [("The town of Arle bought the mill.", "The town of Arle bought it.")],
            "The town of Corvin bought the mill.", kind="follow_up", standalone="Who bought the mill of Arle?",
            earlier={"question": "When did the mill of Arle close?", "answer": "It closed in May 2024."},
        ),
    ]  # fmt: skip
    (folder / "cases.jsonl").write_text("".join(json.dumps(one) + "\n" for one in cases))
    return folder


def test_the_product_is_asked_and_every_statement_followed(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    rows = measure_strong(data, STUB, ["right", "wrong"], profile=None, kinds=(), out=out)
    sold, bought, wrong, _ = rows
    assert sold.unsent == () and sold.carried == (True,)
    assert [one.fate for one in sold.outcomes] == ["supported"]
    assert "40,000 crowns" in sold.sent
    assert "right answer" in sold.requests and "rewriting" not in sold.requests
    assert "rewriting" in bought.requests  # the earlier turn was there
    assert "Who bought the mill of Arle?" in bought.sent
    assert wrong.outcomes[0].fate == "dropped" and wrong.outcomes[0].reason
    assert len(out.read_text().splitlines()) == 4


def test_articles_stand_beside_the_cases_or_in_the_repository(tmp_path: Path) -> None:
    assert _folder("articles", tmp_path) == tmp_path / "articles"
    for name in ("seeds", "eval/questions/articles", "eval/data/questions/articles"):
        assert any(_folder(name, tmp_path).iterdir())


def test_what_is_refused_over_the_wire_counts_as_a_request(data: Path, tmp_path: Path) -> None:
    (row,) = measure_strong(data, STUB, ["right~no_seed"], profile=None, kinds=["fact"], out=tmp_path / "rows.jsonl")
    assert "refused" in row.requests


@pytest.mark.parametrize("text", ["x = 1", "class Stub:\n    pass"])
def test_another_file_is_no_stub(text: str, tmp_path: Path) -> None:
    (tmp_path / "stub").write_text(text)
    with pytest.raises(CaseError), serving(tmp_path / "stub", tmp_path):
        pass
    with pytest.raises(CaseError), serving(tmp_path / "none", tmp_path):
        pass


def test_a_wrong_line_is_named(data: Path) -> None:
    (data / "cases.jsonl").write_text('{"id": "x"}\n')
    with pytest.raises(CaseError, match="line 1"):
        load_strong_cases(data)


ARTICLE = Article(
    id="mill",
    title="The mill is sold",
    text=MILL,
    location="/mill.txt",
    path="/mill.txt",
    source="Arle Post",
    author="Ines Vogt",
    date="2024-05-06",
)
ARTICLES = Articles([ARTICLE])


@pytest.mark.parametrize(
    ("quote", "sent", "held"),
    [
        ("The mill closed.", "[3] The mill\n closed.", True),
        ("The mill closed. “It” was sold.", '[a1] The mill closed.\n[a2] "It" was sold.', True),
        ("The mill closed. It was sold.", "The mill closed. It was leased.", False),
        ("May", "The mill closed in March.", False),
    ],
)
def test_words_are_held(quote: str, sent: str, held: bool) -> None:
    assert (missing([Quote("mill.txt", quote)], sent, ARTICLES) == []) is held


@pytest.mark.parametrize(
    ("quote", "head", "held"),
    [
        ("06.05.2024, 11:20 Uhr", "The mill is sold (2024-05-06)", True),
        ("06.05.2024, 11:20 Uhr", "The mill is sold, May 6, 2024", True),
        ("06.05.2024", "The mill is sold", False),
        ("06.05.2024", "The ferry is sold (2024-05-06)", False),  # another article's
        ("7 May 2024", "The mill is sold (2024-05-06)", False),
        ("By Ines Vogt, reporter", "The mill is sold (Ines Vogt)", True),
        ("ARLE POST", "The mill is sold (Arle Post, 2024-05-06)", True),
        ("Arle Post", "The mill is sold (2024-05-06)", False),
        ("The mill is sold", "The mill is sold", True),
    ],
)
def test_facts_of_the_head_are_held_where_they_are_told(quote: str, head: str, held: bool) -> None:
    assert (missing([Quote("mill.txt", quote, head=True)], f"{head}:\nIt closed.", ARTICLES) == []) is held


def answer(shown: list[tuple[str, Support]], dropped: list[str] = []) -> Answer:  # noqa: B006 - never changed
    return Answer(
        question="Q?", text="", refused=not shown, citations=(), passages=(), timings=Timings(),
        statements=tuple(Statement(text, (1,), support, 0.5, "why") for text, support in shown),
        dropped=tuple(Statement(text, (), "unsupported", 0.0, "why not") for text in dropped),
        refusal_reason="" if shown else "nothing found",
    )  # fmt: skip


SERVED = ["Ines Vogt sold the mill; the town bought it.", "It closed in May.", "The ferry runs daily."]


def test_fates() -> None:
    shown: list[tuple[str, Support]] = [
        ("Ines Vogt sold the mill.", "supported"),
        ("It closed in May.", "partly"),
        ("80 people are aboard every day.", "supported"),
    ]
    found = outcomes(SERVED, answer(shown, ["The town bought it."]))
    assert [one.fate for one in found.served] == ["dropped", "partly", "missing"]
    assert found.served[0].reason == "why not"
    assert found.others == ("80 people are aboard every day.",)


def test_statements_that_are_shown_as_one_have_its_fate() -> None:
    found = outcomes(SERVED, answer([(" ".join(SERVED), "supported")]))
    assert [one.fate for one in found.served] == ["supported"] * 3


def test_a_refusal_says_why_nothing_was_reached() -> None:
    assert {(one.fate, one.reason) for one in outcomes(SERVED, answer([])).served} == {("missing", "nothing found")}


ROW = Row(
    id="a", kind="fact", lang="en", model="right", behaviour="answer", question="Q?", text="", refused=False, reason="",
    unsent=(), carried=(True, False), outcomes=(Outcome("A", "supported"), Outcome("B", "dropped", "the number 9")),
    others=(), flawed=0, flaw_kind="wrong_number", requests=("verdict",), sent="",
)  # fmt: skip


def test_figures() -> None:
    wrong = replace(ROW, model="wrong", unsent=("mill.txt: x",), carried=(True, True))
    rows = [ROW, wrong, replace(ROW, carried=(False, False))]
    assert whole_evidence(rows) == (1, 2)  # the last one needs nothing
    right = right_statements(rows)
    assert right.fates["supported"] == 1  # the flawed one of the wrong answer is not right
    assert right.fates["dropped"] == 1  # of the first answer not carried
    assert right.reasons == {"dropped: the number …": 1}
    assert wrong_statements(rows).fates.total() == 1
    refused = replace(ROW, behaviour="refuse", refused=True)
    assert behaviours([*rows, refused]) == {
        ("answer", "answered"): 2,
        ("answer", "says what is wrong"): 1,
        ("refuse", "refused"): 1,
    }


def test_reasons_of_one_kind() -> None:
    kinds = {
        "the number 24 is not in the source": "the number … is not in the source",
        "the number 20 per cent is not in the source": "the number … is not in the source",
        "the number £9m is not in the source": "the number … is not in the source",
        "the name Werdende Mütter is not in the cited sentence": "the name … is not in the cited sentence",
        "September is not in the source": "… is not in the source",
        "the source says “up”, the statement “cut”": "the source says …, the statement …",
        "source and statement disagree on what is denied (sent, troops)": (
            "source and statement disagree on what is denied …"
        ),
        "the cited text does not say this": "the cited text does not say this",
    }
    assert {reason: reason_kind(reason) for reason in kinds} == kinds
