from __future__ import annotations

import pytest

from assistant.types import Article
from assistant.ui import rendering, sources
from assistant.ui.records import AnswerRecord, CitationRecord, PassageRecord, StatementRecord, TurnRecord

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> **bold** [a](javascript:alert(1)) "
    "${alert(1)} {{x}} @children \\ `"
)


def test_escaping_leaves_nothing_to_browser_or_template():
    escaped = rendering.esc(HOSTILE)
    assert not set("<>\"'{}$`\\@") & set(escaped)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "", None])
def test_only_web_addresses_become_links(url):
    assert rendering.link(url) is None


def test_a_web_address_becomes_a_link():
    assert rendering.link("https://example.org/a") == "https://example.org/a"


@pytest.mark.parametrize(
    ("support", "shape", "word"),
    [("supported", "✓", "supported"), ("partly", "◐", "partly"), ("unsupported", "✕", "not found")],
)
def test_support_is_shown_by_shape_and_word(support, shape, word):
    statement = StatementRecord(text="It rained.", support=support, reason="because")
    html = rendering.body(TurnRecord(answer=AnswerRecord(text="It rained.", statements=[statement])))
    assert shape in html
    assert word in html
    assert 'title="because"' in html


def test_a_known_mark_becomes_a_button_at_its_place_and_an_unknown_one_stays_text():
    citation = CitationRecord(number=1, article_id="a", title="T", quote="It rained", start=5, end=14)
    statement = StatementRecord(text="It rained [7].", citations=[1], support="supported")
    html = rendering.body(TurnRecord(answer=AnswerRecord(statements=[statement], citations=[citation])))
    assert 'data-act="open" data-article="a" data-start="5" data-end="14"' in html
    assert "[7]" in html
    assert "[1]" not in html


def test_a_refusal_says_why_and_offers_the_nearest_passages():
    passages = [PassageRecord(article_id=f"a{n}", title=f"Title {n}", text="Text.") for n in range(5)]
    answer = AnswerRecord(text="No.", refused=True, refusal_reason="they do not state it", passages=passages)
    html = rendering.body(TurnRecord(answer=answer))
    assert "na-refusal" in html
    assert "they do not state it" in html
    assert html.count('data-act="open"') == 3


def test_a_refusal_with_the_nearest_sentences_shows_them_with_their_marks():
    text = "The articles do not answer this question. Nearest to it, they say: “He later <apologised>.” [1]"
    citation = CitationRecord(number=1, article_id="a", title="Title", quote="He later <apologised>.")
    passages = [PassageRecord(article_id="a", title="Title", text="Text.")]
    answer = AnswerRecord(text=text, refused=True, citations=[citation], passages=passages)
    html = rendering.body(TurnRecord(answer=answer))
    assert "<strong>The articles do not answer this question.</strong>" in html
    assert "Nearest to it, they say: “He later &lt;apologised&gt;.”" in html
    assert html.count('class="na-cite"') == 1
    assert "na-passage" not in html, "the sentences are nearer than the passages"


def test_a_refusal_offers_what_the_articles_do_answer():
    answer = AnswerRecord(text="No.", refused=True, suggestions=["Who <b>came</b>?"])
    html = rendering.body(TurnRecord(answer=answer))
    assert 'data-act="ask" data-question="Who &lt;b&gt;came&lt;/b&gt;?"' in html


@pytest.mark.parametrize("lead_in", ["The articles say otherwise:", "In the words of the article:"])
def test_words_of_the_articles_keep_their_lead_in(lead_in: str):
    statement = StatementRecord(text="Poland sent none.", support="supported")
    answer = AnswerRecord(text=f"{lead_in} Poland sent none.", statements=[statement])
    assert lead_in in rendering.body(TurnRecord(answer=answer))
    plain = AnswerRecord(text="Poland sent none.", statements=[statement])
    assert lead_in not in rendering.body(TurnRecord(answer=plain))


def test_no_hostile_text_reaches_the_page_as_it_is():
    passage = PassageRecord(article_id=HOSTILE, title=HOSTILE, source=HOSTILE, date=HOSTILE, text=HOSTILE)
    citation = CitationRecord(number=1, article_id=HOSTILE, title=HOSTILE, quote=HOSTILE, source=HOSTILE)
    statement = StatementRecord(text=HOSTILE, citations=[1], support=HOSTILE, reason=HOSTILE)
    answer = AnswerRecord(
        standalone_question=HOSTILE, passages=[passage], citations=[citation], statements=[statement],
        dropped=[statement], model=HOSTILE,
    )  # fmt: skip
    turn = TurnRecord(question=HOSTILE, answer=answer)
    refused = TurnRecord(answer=AnswerRecord(text=HOSTILE, refused=True, refusal_reason=HOSTILE, passages=[passage]))
    pages = [
        rendering.turn_html(turn, 0, last=True),
        rendering.body(refused),
        rendering.body(TurnRecord(error=HOSTILE)),
    ]
    article = Article(HOSTILE, HOSTILE, f"{HOSTILE}\n\n{HOSTILE}", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    pages += [sources.panel(article, 2, 20), sources.missing(HOSTILE)]
    for html in pages:
        assert "<script" not in html
        assert "<img" not in html
        assert "${" not in html
        assert "{{" not in html


def test_the_panel_marks_exactly_the_cited_text_across_paragraphs():
    article = Article("a", "T", "One two.\n\nThree four.", "x")
    html = sources.panel(article, 4, 15)
    assert "<p>One <mark>two.</mark></p><p><mark>Three</mark> four.</p>" in html


def test_offsets_beyond_the_text_mark_nothing():
    assert "<mark>" not in sources.panel(Article("a", "T", "One.", "x"), 100, 200)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("The index /home/ada/news/index is full; free some space.", "The index index is full; free some space."),
        ("~/models/a.gguf is no model.", "a.gguf is no model."),
        ("“/home/ada/a.txt” may not be read.", "“a.txt” may not be read."),
        ("https://example.org/a/b answers 404.", "https://example.org/a/b answers 404."),
        ("http://[::1]/x leads to a private address.", "http://[::1]/x leads to a private address."),
        ("http://localhost:8000/v1 sends text/html and/or x.", "http://localhost:8000/v1 sends text/html and/or x."),
    ],
)  # fmt: skip
def test_sentences_name_files_without_their_folders(said, shown):
    assert rendering.sentence(said) == shown


def test_the_panel_names_the_file_without_its_folders():
    html = sources.panel(Article("a", "T", "One.", "/home/ada/a.txt", path="/home/ada/a.txt"))
    assert "File: a.txt" in html
    assert "ada" not in html
