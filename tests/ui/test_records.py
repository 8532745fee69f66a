from __future__ import annotations

import json

import pytest

from assistant.ui.records import (
    AnswerRecord,
    CitationRecord,
    ConversationRecord,
    TurnRecord,
    as_json,
    as_markdown,
    clean_title,
    read_conversation,
    read_list,
)


@pytest.mark.parametrize(
    "stored",
    [None, 3, "x", [], {}, {"id": 7}, {"id": "a", "turns": 3}, {"id": "a", "turns": [{"answer": {"text": {}}}]}],
)
def test_nonsense_from_a_browser_becomes_a_new_conversation(stored):
    record = read_conversation(stored)
    assert record.id not in ("", "a")
    assert record.turns == []


def test_a_conversation_comes_back_as_it_was_sent():
    record = ConversationRecord(id="a", title="T", turns=[TurnRecord(question="Q?", answer=AnswerRecord(text="A."))])
    assert read_conversation(json.loads(as_json(record))) == record


def test_what_is_not_known_of_an_answer_is_kept():
    stored = {"id": "a", "turns": [{"question": "Q?", "answer": {"text": "A.", "later": 1}}]}
    assert read_conversation(stored).model_dump(mode="json")["turns"][0]["answer"]["later"] == 1


def test_the_list_of_conversations_leaves_out_what_is_malformed():
    assert read_list([{"id": "a", "title": "A"}, {"title": "B"}, 7, None]) == [("A", "a")]
    assert read_list("nonsense") == []


def test_titles_are_one_short_line():
    assert clean_title(" a\n b ") == "a b"
    assert len(clean_title("x" * 500)) == 60


def test_markdown_has_footnotes_and_plain_text():
    citation = CitationRecord(
        number=1, title="A *title*", source="RT", date="2024-03-12", quote="It rained", url="https://x.org",
        path="/home/ada/a.txt",
    )  # fmt: skip
    answer = AnswerRecord(text="It rained [1].", standalone_question="Did it rain?", citations=[citation])
    turn = TurnRecord(question="And then? <b>", answer=answer)
    text = as_markdown(ConversationRecord(id="a", title="# T", turns=[turn]))
    assert "It rained [^1-1]." in text
    assert "[^1-1]: “It rained” — A \\*title\\* (RT, 2024-03-12) https://x.org" in text
    assert "*Understood as: Did it rain?*" in text
    assert "ada" not in text
    assert "## And then? \\<b\\>" in text
    assert text.startswith("# \\# T\n")


def test_a_stopped_turn_is_context_for_a_follow_up_and_a_failed_one_is_not():
    record = ConversationRecord(
        id="a", turns=[TurnRecord(question="Q?", pieces=["A. "], stopped=True), TurnRecord(question="R?", error="no")]
    )
    assert [turn.question for turn in record.turns_before()] == ["Q?"]


@pytest.mark.parametrize(
    "url",
    [
        "https://x.org/ ![seen](https://evil.example/beacon.png)",
        "https://x.org/![seen](https://evil.example/beacon.png)",
        "https://x.org/\n\n![seen](https://evil.example/b)",
        "https://x.org/<img src=https://evil.example/b>",
        'https://x.org/"><img src="https://evil.example/b">',
        "https://x.org/`![a][b]`\r[b]: https://evil.example/b",
    ],
)
def test_no_url_of_an_article_becomes_more_than_text_in_markdown(url):
    from markdown_it import MarkdownIt

    citation = CitationRecord(number=1, title="A", quote="It rained", url=url)
    turn = TurnRecord(question="Q?", answer=AnswerRecord(text="It rained [1].", citations=[citation]))
    text = as_markdown(ConversationRecord(id="a", title="T", turns=[turn]))
    assert "https://x.org/" in text
    shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    assert "<img" not in shown and "<a" not in shown


def test_a_plain_url_stays_as_it_is():
    url = "https://x.org/a-b/%C3%A9?q=1&r=a_b#c"
    citation = CitationRecord(number=1, title="A", quote="It rained", url=url)
    turn = TurnRecord(question="Q?", answer=AnswerRecord(text="It rained [1].", citations=[citation]))
    assert url in as_markdown(ConversationRecord(id="a", title="T", turns=[turn]))
