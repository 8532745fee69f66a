"""The comparison of prompts over a small corpus, with a model that says what it is told to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import InputError
from assistant.llm import Piece
from assistant.llm.scripted import ScriptedModel
from assistant.prompts import load_prompt
from assistant.settings import Settings, load_settings
from eval.trials.compare_prompts import chosen_variants, compare, open_corpus, read_rows, table
from eval.trials.compare_prompts import load_questions as load
from eval.trials.prompt_variants import VARIANTS, Variant, listed_sentences

BY_NAME = {variant.name: variant for variant in VARIANTS}
SOLD = "Ines Vogt sold the mill for 40,000 crowns."
CORPUS = [
    {"id": "mill", "title": "Mill sold", "text": f"The mill closed in May. {SOLD} The town of Arle bought it."},
    {"id": "ferry", "title": "Ferry", "text": "The ferry of Holm runs daily from six. It carries twelve cars."},
]
QUESTIONS = [
    {"id": "q0", "question": "For how much was the mill sold?", "kind": "fact", "answers": ["40,000 crowns"],
     "passage": "mill"},
    {"id": "q4", "question": "Which spacecraft orbits Jupiter?", "kind": "absent", "answers": [], "passage": None},
]  # fmt: skip


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name, rows in (("corpus", CORPUS), ("questions", QUESTIONS)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return tmp_path


@pytest.fixture
def wiki(corpus: Path) -> Iterator[Assistant]:
    with open_corpus(corpus, corpus / "index", load_settings()) as assistant:
        yield assistant


def scripted(reply: str = SOLD) -> ScriptedModel:
    return ScriptedModel([reply] * 4, [0.95] * 12)


def ask(wiki: Assistant, model: ScriptedModel, out: Path, *names: str) -> str:
    """The table after one comparison."""
    variants = [BY_NAME[name] for name in names]
    questions = load(out.parent)

    def unexpected(settings: Settings) -> ScriptedModel:
        raise AssertionError(f"opened {settings.llm}")

    with_model = wiki.with_settings(wiki.settings, model)
    return table(compare(with_model, questions, variants, out, unexpected), variants, questions)


def test_a_row_a_variant_and_nothing_is_asked_twice(wiki: Assistant, corpus: Path) -> None:
    out = corpus / "rows.jsonl"
    lines = ask(wiki, scripted(), out, "default", "evidence 90").splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| default", "| evidence 90"]
    # right, cited, recalled, absent refused, no unanswerable one, not falsely refused, no long one, eight words
    assert lines[2].split(" | ")[1:9] == ["1.00", "1.00", "1.00", "1.00", "–", "0.00", "–", "8"]
    assert lines[3].endswith("| 0 / 0 |")
    again = scripted()
    assert ask(wiki, again, out, "default", "evidence 90").splitlines()[2] == lines[2]
    assert again.calls == []


def test_a_wrong_answer_counts_against_its_variant(wiki: Assistant, corpus: Path) -> None:
    out = corpus / "rows.jsonl"
    ask(wiki, scripted(), out, "default")
    line = ask(wiki, scripted("Ines Vogt sold all of the mill."), out, "default", "terse").splitlines()[3]
    assert line.split(" | ")[1:3] == ["0.00", "1.00"]
    assert line.endswith("| 0 / 1 |")


def test_rows_made_otherwise_and_half_lines_are_asked_anew(wiki: Assistant, corpus: Path) -> None:
    out = corpus / "rows.jsonl"
    ask(wiki, scripted(), out, "default")
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    stale = json.dumps(rows[0] | {"made_with": "other prompts"})
    out.write_text(f"{stale}\n{json.dumps(rows[1])}\n{json.dumps(rows[1])[:50]}", "utf-8")
    model = scripted()
    ask(wiki, model, out, "default")
    assert sum(call.kind == "stream" for call in model.calls) == 2  # to warm up, and the stale one
    assert [row["id"] for row in map(json.loads, out.read_text("utf-8").splitlines())] == ["q0", "q4", "q0"]


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text('{"id": "q0"}\n', "utf-8")
    with pytest.raises(InputError, match="holds other rows"):
        read_rows(path)


def test_an_unknown_variant_is_named_with_the_known_ones() -> None:
    assert [variant.name for variant in chosen_variants(["terse", "default"])] == ["default", "terse"]
    with pytest.raises(InputError, match=r"“tense”; choose of default, terse"):
        chosen_variants(["tense"])


@pytest.mark.parametrize("name", ["few-shot", "terse", "grammar"])
def test_gate_and_answer_still_begin_alike(wiki: Assistant, corpus: Path, name: str) -> None:
    variant, model = BY_NAME[name], scripted()
    ask(wiki, model, corpus / "rows.jsonl", name)
    shipped = load_prompt("small/answer", frozenset({"sources", "question"}))
    gate, answer = model.calls[:2]
    assert (gate.kind, answer.kind) == ("probability", "stream")
    assert gate.messages[0] == answer.messages[0]
    assert gate.messages[0].content.startswith(shipped.system)
    assert gate.messages[0].content.endswith(variant.examples)
    assert gate.messages[-1].content.endswith("Reply with yes or no.")
    last_line = variant.instruction or shipped.template.splitlines()[-1]
    assert answer.messages[-1].content.splitlines()[-1] == last_line
    assert answer.grammar == variant.grammar


def test_a_json_list_becomes_text_that_is_checked_like_any_other(wiki: Assistant, corpus: Path) -> None:
    model = scripted(json.dumps([SOLD, "The town of Arle bought it."]))
    line = ask(wiki, model, corpus / "rows.jsonl", "JSON list").splitlines()[2]
    assert line.split(" | ")[1:3] == ["1.00", "1.00"]
    [row] = [row for (_, question), row in read_rows(corpus / "rows.jsonl").items() if question == "q0"]
    assert [one["text"] for one in row["statements"]] == [SOLD, "The town of Arle bought it."]


def test_list_syntax_has_no_say_in_the_log_probability() -> None:
    pieces = [Piece('["', -4.0), Piece('She said \\"', -0.1), Piece('yes\\"."', -0.2), Piece(', "No.', -0.3), '"]']
    found = list(listed_sentences(pieces))
    assert "".join(found) == 'She said "yes". No. '
    assert [piece.logprob for piece in found] == [None, -0.1, -0.2, -0.3, None]
    assert len(found) == len(pieces)


def test_another_model_is_opened_and_closed(wiki: Assistant, corpus: Path) -> None:
    small = scripted()
    opened: list[str] = []

    def open_small(settings: Settings) -> ScriptedModel:
        opened.append(settings.llm)
        return small

    own = scripted()
    compare(wiki.with_settings(wiki.settings, own), load(corpus), [BY_NAME["0.5B"]], corpus / "rows.jsonl", open_small)
    assert opened == ["qwen2.5-coder-0.5b"]
    assert small.closed
    assert own.calls == []


def test_variants_differ_in_what_they_change() -> None:
    assert len({variant.fingerprint() for variant in (*VARIANTS, Variant("x", instruction="Be brief."))}) == 11
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS) == 10
