"""Settings refuse typos and hide secrets."""

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_arguments_beat_environment_beats_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assistant.toml").write_text('passages = 3\nllm = "a"\nreranker = "r"\n', "utf-8")
    monkeypatch.setenv("ASSISTANT_PASSAGES", "4")
    monkeypatch.setenv("ASSISTANT_LLM", "b")
    settings = load_settings(passages=5)
    assert (settings.passages, settings.llm, settings.reranker) == (5, "b", "r")


@pytest.mark.parametrize("name", ["ASSISTANT_PASAGES", "ASSISTANT_LLM_KEYS"])
def test_a_misspelt_environment_variable_is_named_with_the_nearest(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "4")
    with pytest.raises(SettingsError, match=rf"{name} is no setting \(did you mean ASSISTANT_"):
        load_settings()


def test_a_misspelt_key_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text("pasages = 3\n", "utf-8")
    with pytest.raises(SettingsError, match="did you mean passages"):
        load_settings()


def test_bounds_and_broken_toml_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="passages"):
        load_settings(passages=0)
    (tmp_path / "assistant.toml").write_text("passages = \n", "utf-8")
    with pytest.raises(SettingsError, match="not valid TOML"):
        load_settings()


def test_secrets_are_masked_and_not_fingerprinted() -> None:
    settings = load_settings(llm_key="s3cret")
    assert "s3cret" not in str(settings.masked())
    assert settings.fingerprint() == load_settings(llm_key="other").fingerprint()
    assert settings.fingerprint() != load_settings(passages=3).fingerprint()


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("name", ["llm_key", "auth"])
def test_a_secret_of_the_wrong_type_is_not_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "assistant.toml").write_text(f'{name} = ["s3cret"]\n')
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "s3cret" not in str(caught.value)
    assert name in str(caught.value)


def test_a_settings_file_that_is_no_text_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "assistant.toml").write_bytes(b'llm = "\xff\xfe"\n')
    with pytest.raises(SettingsError, match=r"assistant\.toml cannot be read"):
        load_settings()
