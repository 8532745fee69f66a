"""Which texts are English."""

import pytest

from assistant.language import is_english


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The ferry ran aground off the coast on Tuesday.", True),
        ("Officials spoke of a coup d'état in the capital.", True),
        ("Aldermoor played extra time a man short.", True),
        ("Die Fähre lief am Dienstag vor der Küste auf Grund.", False),
        ("Le ferry s'est échoué mardi au large de la côte.", False),
        ("El transbordador encalló el martes frente a la costa.", False),
        ("Пором у вівторок сів на мілину біля узбережжя.", False),
        ("フェリーは火曜日に座礁した。", False),
        ("1,250", None),
        ("Netanyahu, Macron, Scholz", None),
    ],
)
def test_languages(text: str, english: bool | None) -> None:
    assert is_english(text) is english
