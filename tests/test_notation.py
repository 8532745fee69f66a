"""Numbers and dates of other languages in English notation."""

import pytest

from assistant.notation import has_unread_words, in_english_notation


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Das Haus hat ein Minus von 7,8 Millionen und 1.250 Betten.", "7.8mn und 1250 Betten"),
        ("Sie stimmten mit neun zu vier am 20. Februar 2025 dafür.", "9 zu 4 am 20 February 2025"),
        (
            "un retard de sept mois et de 11\u202f000 tonnes le 11 mars 2025",
            "7 mois et de 11000 tonnes le 11 March 2025",
        ),
        ("Costó 1.250 millones de euros el 3 de marzo de 2025, dijo.", "1250mn de euros el 3 March 2025"),
        ("Будівництво коштувало 182 мільйони гривень.", "182mn гривень"),
        ("Уроки почнуться в понеділок, 20 січня 2025 року.", "Monday, 20 January 2025"),
        ("Строительство обошлось в 1,5 млрд рублей, это было много.", "1.5bn рублей"),
    ],
)
def test_figures_are_written_as_in_english(text: str, written: str) -> None:
    assert written in in_english_notation(text)


def test_english_stays_as_it_is() -> None:
    text = "The council voted 9-4 on 3 March, and 1,250 people marched in May."
    assert in_english_notation(text) == text


def test_number_words_of_some_languages_stay_unread() -> None:
    assert has_unread_words("У них дві школи, і це було давно.")
    assert not has_unread_words("Sie haben zwei Schulen und das ist gut.")
