"""Prompts are checked when loaded."""

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.prompts import load_prompt, prompts_folder

VARIABLES = frozenset({"sources", "question"})


def write(folder: Path, text: str) -> None:
    (folder / "p.md").write_text(text, "utf-8")


def test_sections_and_variables(tmp_path: Path) -> None:
    write(tmp_path, "<!-- what for -->\n## system\nBe brief.\n\n## user\n{sources}\nQ: {question}\n")
    prompt = load_prompt("p", VARIABLES, tmp_path)
    assert prompt.system == "Be brief."
    assert prompt.user(sources="S {x}", question="Q") == "S {x}\nQ: Q"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("## system\nx\n## user\n{question}", "sources"),
        ("## system\nx\n## user\n{question} {sources} {extra}", "extra"),
        ("## user\n{question} {sources}", "## system"),
        ("## system\nx\n## user\n{question} {sources", "brace"),
    ],
)
def test_a_prompt_with_other_variables_or_sections_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    write(tmp_path, text)
    with pytest.raises(SettingsError, match=complaint):
        load_prompt("p", VARIABLES, tmp_path)


def test_a_missing_prompt_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nothing\.md"):
        load_prompt("nothing", VARIABLES, tmp_path)


def test_prompts_about_one_question_share_their_beginning() -> None:
    """The server's prefix cache reads the sources once only if all three prompts begin alike."""
    for profile, least in (("small", 3), ("large", 3)):
        texts = [path.read_text("utf-8") for path in (prompts_folder() / profile).glob("*.md")]
        assert len(texts) >= least
        beginnings = {text.split("-->", 1)[1].split("{sources}")[0] for text in texts}
        assert len(beginnings) == 1
