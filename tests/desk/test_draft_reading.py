"""A draft in pieces: what each is, and that its place is exact."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.desk.checking.draft import LONGEST, draft_sentences, plain

DRAFT = """\
# The harbour

Dear colleagues,

The port will be **dredged** in [May](https://example.org/a_(b)), Dr. Smith of the U.S. Corps said. It costs
14 million euros [1].

Three towns said no:

- Marlow
- *Velmar*; its mayor said so.
1. Skarn wants 3 million.

> "We will not pay," she said.
> It was her last word.

| Town | Stance | Sum |
|---|---|---|
| Marlow | no | 3 million |
| Velmar | yes | |

```
dredge --deep
```

    An indented line of a press release is no code.
"""


def test_the_pieces_of_a_draft() -> None:
    found = [(one.kind, one.text) for one in draft_sentences(DRAFT)]
    assert found == [
        ("heading", "The harbour"),
        ("heading", "Dear colleagues,"),
        ("sentence", "The port will be dredged in May, Dr. Smith of the U.S. Corps said."),
        ("sentence", "It costs 14 million euros."),
        ("lead-in", "Three towns said no:"),
        ("item", "Marlow"),
        ("item", "Velmar; its mayor said so."),
        ("item", "Skarn wants 3 million."),
        ("sentence", '"We will not pay," she said.'),
        ("sentence", "It was her last word."),
        ("aside", "| Town | Stance | Sum |"),
        ("row", "Marlow; Stance: no; Sum: 3 million"),
        ("row", "Velmar; Stance: yes"),
        ("aside", "``` dredge --deep ```"),
        ("sentence", "An indented line of a press release is no code."),
    ]


def test_an_item_knows_the_line_that_introduces_it() -> None:
    items = [one for one in draft_sentences(DRAFT) if one.kind == "item"]
    assert {one.lead_in for one in items} == {"Three towns said no"}
    assert {one.lead_in for one in draft_sentences("They went:\n\nHome.\n\n- now") if one.kind == "item"} == {""}


def test_windows_line_ends_keep_the_places() -> None:
    text = "One came.\r\n\r\nTwo went.\r\n- Three\r\n"
    assert [text[one.start : one.end] for one in draft_sentences(text)] == ["One came.", "Two went.", "Three"]


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet='aB. \n\r-#>|*_`[]()1:?!“”"é\t', max_size=200))
def test_places_are_in_order_and_exact(text: str) -> None:
    end = 0
    for one in draft_sentences(text):
        assert end <= one.start < one.end <= len(text)
        assert one.kind in ("row", "aside") or one.text == plain(text[one.start : one.end])
        end = one.end


def test_a_text_without_full_stops_is_cut() -> None:
    found = draft_sentences("word " * 5_000)
    assert len(found) > 5 and all(len(one.text) <= LONGEST for one in found)


def test_long_drafts_lose_nothing_where_they_are_cut() -> None:
    text = "".join(f"Report {number} came on Monday.\n\n" for number in range(8_000))
    found = draft_sentences(text)
    assert len(text) > 200_000 and [one.text for one in found] == [line for line in text.split("\n") if line]
