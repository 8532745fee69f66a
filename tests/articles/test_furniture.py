# ruff: noqa: E501 - lines of sample text are as long as they are
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.articles.furniture import cut

PROSE = "The alliance has no plans to send troops, its secretary general said on Monday."

FURNITURE = {
    "share line": [
        "Share this:", "Share", "Share this story via social media", "SHARE THIS ARTICLE", "Share on Facebook",
        "Click to share on Twitter (Opens in new window)", "Click to email a link to a friend (Opens in new window)",
        "Facebook Twitter WhatsApp", "Facebook | X | Email", "Follow us on Telegram", "Like this:", "Like Loading...",
        "1,204 shares", "Tweet this",
    ],
    "image credit": [
        "Photo: Reuters", "Image credit: © Sputnik / Press Service", "Photo by Omar Havana/Getty Images",
        "(Photo by Jane Doe)", "Credit: AFP via Getty Images", "© Getty Images / Kevin Dietsch", "© AP Photo / A. Petrov",
        "FILE PHOTO: NATO chief at a news conference. © Sputnik / Alexey Vitvitsky", "File photo", "AFP/Getty Images",
        "Reuters / Yves Herman", "Getty Images", "[Image courtesy of NATO]", "Featured image source: Wikimedia",
    ],
    "related articles": [
        "Read more: Macron doubles down on troops", "READ MORE: Kremlin reacts", "Related: What is Article 5", "Read more",
        "See also: NATO at 75", "Continue reading", "Related Articles", "You may also like:", "Most read", "Show more stories",
    ],
    "keywords": ["Keywords: NATO, Ukraine, Macron", "Tags: war", "Keywords", "Topics: NATO"],
    "navigation": [
        "Back to top", "Back to top button", "Skip to main content", "Home > World > Europe", "Next article",
        "5 min read", "Reading time: 4 minutes", "Print this article", "Menu",
    ],
    "session notice": [
        "Your session is about to expire due to inactivity. Click here to stay signed in.", "Your session has expired.",
        "Your session has timed out. Please log in again.", "Session timeout", "You have been logged out due to inactivity.",
    ],
    "comment counter": [
        "All comments.", "12 comments", "No comments yet", "Comments (3)", "Leave a comment", "Be the first to comment",
        "Comments are closed.", "Show comments", "Join the conversation",
    ],
    "subscription prompt": [
        "Subscribe to our newsletter", "Sign up for our daily newsletter", "Get the latest news delivered to your inbox.",
        "Join our Telegram channel", "Already a subscriber? Log in", "Subscribe now",
    ],
    "cookie notice": ["We use cookies to improve our service.", "Accept all cookies", "By continuing to use this site you agree to our terms."],
    "advertisement": ["Advertisement", "ADVERTISEMENT - CONTINUE READING BELOW", "Story continues below advertisement"],
    "copyright line": ["© 2024 RT. All rights reserved.", "Copyright 2023 The Courier", "All rights reserved."],
    "tracking code": ["MENAFN13032024000045015682ID1107968417"],
}  # fmt: skip

ARTICLE_LINES = [
    "“Share this burden with us,” the president asked his guests in Warsaw.",
    "Share this moment, the minister urged, and do not look away.",
    "Editors found related articles in the archive and printed them again.",
    "Related articles of the treaty deal with the defence of islands.",
    "Read more of these letters, she said, and you will understand the war.",
    "Keywords in the search were “NATO” and “troops”, the police said on Friday.",
    "Back to top form, Germany won the match in the final minutes.",
    "Your session has been useful, the chairman told the delegates on Monday.",
    "All comments were removed from the page before noon.",
    "12 comments from readers were read out in parliament.",
    "Photo by photo, the investigators reconstructed the night of the attack.",
    "Photo: the evidence shows a convoy of forty lorries near the border.",
    "Video by the army shows soldiers crossing the river at dawn.",
    "Video by the army shows soldiers crossing the river",
    "Sign up for the army, the posters said, and see the world.",
    "Subscribe to our view or leave, he told the rebels in his party.",
    "Join NATO or stay out: this was the question put on state television's channel.",
    "Get the troops home before winter, voters wrote to the newspaper.",
    "Copyright 2019 reforms did not help authors, the study found in May.",
    "Home is where the war is, says a mother of three.",
    "We use force only to defend ourselves, he said.",
    "Advertisement revenue fell by a third.",
    "Print is dead",
    "Facebook",
    "Moscow’s warning",
    "Strategic ambiguity",
    "A reply to the Vatican",
    "Doubts about Washington",
    "Credit: banks lend less than a year ago, the regulator found in March.",
    "© was the sign that he painted on every wall of the city, the court heard.",
    "NATO / Russia talks",
]


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in FURNITURE.items() for line in lines])
def test_furniture_is_cut_and_counted_by_kind(kind: str, line: str) -> None:
    kept, removed = cut([PROSE, "", line, "", PROSE])
    assert kept == [PROSE, "", "", PROSE]
    assert removed == {kind: 1}


@pytest.mark.parametrize("line", ARTICLE_LINES)
def test_article_text_stays(line: str) -> None:
    lines = [PROSE, "", line, "", PROSE]
    assert cut(lines) == (lines, {})


def test_a_list_of_related_articles_at_the_foot_goes_entirely() -> None:
    foot = ["Related Articles", "Sanctions bite as rouble falls", "", "Is Georgia next?", "Back to top"]
    kept, removed = cut([PROSE, "", *foot])
    assert kept == [PROSE, "", ""]
    assert removed == {"related articles": 3, "navigation": 1}


def test_a_list_in_the_middle_ends_with_its_bullets() -> None:
    lines = [PROSE, "Read more:", "- Sanctions bite", "• Rouble falls", "Moscow’s warning", PROSE]
    kept, removed = cut(lines)
    assert kept == [PROSE, "Moscow’s warning", PROSE]
    assert removed == {"related articles": 3}


def test_a_heading_after_a_related_line_in_the_middle_stays() -> None:
    lines = [PROSE, "Related Articles", "", "Moscow’s warning", "", PROSE]
    assert cut(lines)[0] == [PROSE, "", "Moscow’s warning", "", PROSE]


def test_a_lone_network_is_a_button_only_beside_a_share_line() -> None:
    kept, removed = cut(["Share this:", "", "Twitter", "Facebook", PROSE, "Facebook", PROSE])
    assert kept == ["", PROSE, "Facebook", PROSE]
    assert removed == {"share line": 3}


_WORDS = st.sampled_from(
    "share this: related articles read more back to top comments all Your session expired © Photo by Facebook "
    "Keywords - newsletter . , the minister said NATO 12 Copyright 2024".split(" ")
)
_LINES = st.lists(
    st.one_of(
        st.text(alphabet=st.characters(exclude_characters="\n"), max_size=60),
        st.lists(_WORDS, max_size=9).map(" ".join),
        st.sampled_from([line for lines in FURNITURE.values() for line in lines] + ARTICLE_LINES + [""]),
    ),
    max_size=25,
)


@given(_LINES)
def test_cutting_never_alters_or_reorders_a_line_it_keeps(lines: list[str]) -> None:
    kept, removed = cut(lines)
    rest = iter(lines)
    assert all(line in rest for line in kept)  # a subsequence: each is found after the one before
    assert len(kept) + sum(removed.values()) == len(lines)


@given(_LINES)
def test_long_sentences_are_never_cut(lines: list[str]) -> None:
    prose = "The minister said that " + "the talks in Brussels went on without result and " * 4 + "ended."
    assert prose in cut([*lines, prose])[0]


@pytest.mark.parametrize("line", ["a" * 1_000_000, "share " * 200_000, "Home > " * 30, "© " * 100, "Related " * 25])
def test_no_line_takes_the_patterns_long(line: str) -> None:
    cut([line] * 50_000 if len(line) < 999 else [line])  # the suite's timeout would end a runaway pattern
