"""The agency that a text states: by where it stands, whoever it is."""

from __future__ import annotations

import pytest

from assistant.articles.credit import stated_agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("TOLLAND, March 11 (Reuters) - A storm closed three ports.", "Reuters"),
        ("LINDEBY, Ostmark (AP) — Bread prices have risen.", "AP"),
        ("PELLMORE, 6 Sept. 2023 (AFP) – The inquiry began.", "AFP"),
        ("Berlin, 3. März (dpa) - Der Bundestag hat beschlossen.", "dpa"),
        ("BEIJING, May 5 (Xinhua) -- China has launched a satellite.", "Xinhua"),
        ("(Norpress) - The harbour is closed.", "Norpress"),
        ("(CNN)Famed cosmologist Stephen Hawking has proved his comedy chops.", "CNN"),
        ("The harbour is closed.\n\nIt opens in May.\n\n(Meridian News Agency)", "Meridian News Agency"),
        ("The harbour is closed. It opens in May. (Atlantic Wire)", "Atlantic Wire"),
        ("The harbour is closed, “for good.” - National Press Service", "National Press Service"),
        ("The harbour is closed.\n\nStaff and agencies", "Staff and agencies"),
        ("The harbour is closed.\n\n— Staff and agencies", "Staff and agencies"),
        ("The harbour is closed.", None),
        ("The mayor (a sailor) - who was there - said no.", None),
        ("He left the party (in March).", None),
        ("He left the party. (It was March.)", None),
        ("The ship sank in 1912 (see below).", None),
        ("A ferry sank. The captain - John Doe - survived.", None),
        ("", None),
    ],
)
def test_what_a_text_states(text: str, agency: str | None) -> None:
    assert stated_agency(text) == agency


def test_an_author_who_is_several() -> None:
    assert stated_agency("The harbour is closed.", "Guardian staff and agencies") == "Guardian staff and agencies"
    assert stated_agency("The harbour is closed.", "Jane Doe") is None
