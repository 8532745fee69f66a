"""Files of cases: what is read, and the sentence for each thing that can be wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.cases.articles import Articles
from eval.cases.load import check_quotes, chosen, load_cases
from eval.errors import CaseError
from eval.types import Case, Reference

ROW: dict[str, Any] = {
    "id": "a",
    "split": "dev",
    "kind": "number",
    "question": "How many?",
    "answer": "Nine.",
    "facts": [["nine", "9"]],
    "references": [{"article": "mill.txt", "quote": "Nine."}],
}


def written(folder: Path, *rows: dict[str, Any], name: str = "cases.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_a_case_is_read_whole(tmp_path: Path) -> None:
    row = ROW | {"history": ["Before?"], "tags": ["x"], "forbidden": ["ten"], "note": "n"}
    row["references"] = [{"article": "mill.txt", "quote": "Nine.", "group": "g", "needed": False}]
    assert load_cases(written(tmp_path, row)) == [
        Case(
            "a", "dev", "number", "How many?", "Nine.", (("nine", "9"),), (Reference("mill.txt", "Nine.", "g", False),),
            history=("Before?",), tags=("x",), note="n", forbidden=("ten",),
        )
    ]  # fmt: skip


def test_a_csv_says_the_same_as_jsonl(tmp_path: Path) -> None:
    csv = tmp_path / "cases.csv"
    csv.write_text(
        "id,split,kind,question,answer,facts,references,refused,tags\n"
        'a,dev,number,How many?,Nine.,nine|9 || crowns,"mill.txt: Nine, ""he"" said. || ferry.txt: It: nine.",,x\n'
        "b,test,absent_far,Who?,,,,yes,\n",
        "utf-8",
    )
    rows = [
        ROW
        | {
            "facts": [["nine", "9"], ["crowns"]],
            "references": [
                {"article": "mill.txt", "quote": 'Nine, "he" said.'},
                {"article": "ferry.txt", "quote": "It: nine."},
            ],
            "tags": ["x"],
        },
        {"id": "b", "split": "test", "kind": "absent_far", "question": "Who?", "answer": "", "refused": True},
    ]
    assert load_cases(csv) == load_cases(written(tmp_path, *rows))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"question": ""}, r"cases.jsonl, line 2 \(b\): the field “question” is missing or empty"),
        ({"split": None}, "the field “split” is missing or empty"),
        ({"facts": []}, "the field “facts” is missing or empty"),
        ({"kind": "riddle"}, "the kind “riddle” is unknown; write single_fact, .* or injected_article"),
        ({"split": "train"}, "the split “train” is unknown; write dev or test"),
        ({"id": "a"}, "the id “a” stands already in .*cases.jsonl, line 1; ids must differ"),
        ({"colour": "red"}, r"“colour” is no known field; remove it \(known: id, split, kind, "),
        (
            {"facts": ["nine"]},
            r"the field “facts”, item 1 must be a list \(“facts” is a list of lists, the accepted ways",
        ),
        ({"facts": [["nine", ""]]}, "the field “facts”, item 1, item 2 is empty; remove it"),
        (
            {"references": [{"article": "mill.txt"}]},
            "the field “references”, item 1, “quote” is missing or empty; add it",
        ),
        (
            {"references": [{"article": "m", "quote": "q", "page": 1}]},
            "“references”, item 1, “page” is no known field; remove it",
        ),
        (
            {"references": {"article": "m"}},
            r"“references” must be a list \(“references” is a list of objects with “article” and “quote”",
        ),
        ({"refused": "no"}, "“refused” must be true or false"),
        ({"refused": True}, "a case to be refused has no facts and no references"),
        ({"refused": 0}, "“refused” must be true or false"),
        ({"tags": [1]}, "the field “tags”, item 1 must be text"),
        ({"tags": "one || two"}, "“tags” must be a list"),
        ({"facts": [[]]}, "“facts”, item 1 must not be empty"),
        ({"question": ["?"]}, "“question” must be text"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    row = {name: value for name, value in (ROW | {"id": "b"} | change).items() if value is not None}
    with pytest.raises(CaseError, match=message):
        load_cases(written(tmp_path, ROW, row))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("c.jsonl", '{"id": "a"', "c.jsonl, line 1: this is no JSON"),
        ("c.jsonl", "[1]", "a case is a JSON object \\({…}\\), not a list"),
        ("c.jsonl", "\n", "holds no cases"),
        ("c.csv", "id,split\na,dev,more\n", "another number of cells than the heading"),
        ("c.csv", "id,split,kind,question,references\na,dev,number,Q?,only a quote\n", "must be “article: quote”"),
        ("c.txt", "x", "must end in .jsonl or .csv"),
    ],
)
def test_damaged_files(name: str, text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(CaseError, match=message):
        load_cases(tmp_path / name)


def test_missing_files(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="There is no file"):
        load_cases(tmp_path / "none.jsonl")
    with pytest.raises(CaseError, match=r"has no \.jsonl or \.csv file"):
        load_cases(tmp_path)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (Reference("mill.txt", "Ines Vogt sold it for 50,000 crowns."), "does not stand in mill.txt"),
        (Reference("ill.txt", "The mill closed in May."), "no article is named “ill.txt”"),
    ],
)
def test_a_quote_must_stand_in_its_article(reference: Reference, message: str, case: Case, articles: Articles) -> None:
    check_quotes([case], articles)
    with pytest.raises(CaseError, match=message):
        check_quotes([replace(case, references=(reference,))], articles)


def test_a_sample_is_spread_over_the_kinds(case: Case) -> None:
    cases = [replace(case, id=f"{kind}-{n}", kind=kind) for kind in ("number", "quote", "list") for n in range(4)]
    four = [one.id for one in chosen(cases, sample=4)]
    assert four == ["number-0", "number-1", "quote-0", "list-0"]
    assert set(four) < {one.id for one in chosen(cases, sample=7)}
    assert chosen(cases, sample=99) == cases
    assert [one.id for one in chosen(cases, sample=2)] == ["number-0", "quote-0"]


def test_every_sort_of_question_is_in_a_small_sample_of_ours() -> None:
    kinds = [case.kind for case in chosen(load_cases(), split="test", sample=12)]
    assert len(set(kinds)) == 12
    assert {"absent_near", "false_premise", "injected_question", "follow_up"} <= set(kinds)


def test_a_choice_of_split_and_kind(case: Case) -> None:
    cases = [case, replace(case, id="b", split="test"), replace(case, id="c", split="test", kind="list")]
    assert [one.id for one in chosen(cases, split="test", kinds=["list"])] == ["c"]
    with pytest.raises(CaseError, match="The kind “riddle” is unknown"):
        chosen(cases, kinds=["riddle"])
    with pytest.raises(CaseError, match="No case is left"):
        chosen(cases, split="dev", kinds=["list"])
