from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.settings import load_settings
from assistant.types import ArticleSummary, IngestItem, IngestReport
from assistant.ui.uploads import Uploads, checked_url


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    (tmp_path / "index").mkdir()
    return Uploads(tmp_path / "index", load_settings(max_uploads=3, max_article_mb=0.001))


def _file(tmp_path: Path, name: str, content: bytes = b"text") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize(
    "name", ["..%2f..%2fetc.txt", "a b;rm -rf ~.txt", "Ünïcødé.HTML", "....txt", "CON.md", "x" * 200 + ".txt"]
)
def test_names_never_become_paths(uploads, tmp_path, name):
    accepted = uploads.take([_file(tmp_path, name)])
    (path,) = accepted.paths
    assert path.parent.parent == (tmp_path / "index" / "uploads").resolve()
    assert set(path.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(path.name) < 90
    assert accepted.names[str(path)] == name


def test_files_of_one_name_and_different_text_stand_side_by_side(uploads, tmp_path):
    first = uploads.take([_file(tmp_path, "a.txt", b"one")]).paths
    assert first != uploads.take([_file(tmp_path, "a.txt", b"two")]).paths


def test_other_types_and_large_files_are_refused_with_a_reason(uploads, tmp_path):
    accepted = uploads.take([_file(tmp_path, "a.exe"), _file(tmp_path, "b.txt", b"x" * 5000), _file(tmp_path, "c.md")])
    assert len(accepted.paths) == 1
    assert "Only" in accepted.refused[0].reason
    assert accepted.refused[1].reason == "It is larger than 0.001 MB; split it, or raise max_article_mb to read it."
    assert not (tmp_path / "a.exe").exists()


def test_too_many_files_are_refused_and_deleted(uploads, tmp_path):
    files = [_file(tmp_path, f"{number}.txt") for number in range(4)]
    with pytest.raises(InputError, match="too many"):
        uploads.take(files)
    assert not any(Path(file).exists() for file in files)


def test_what_was_not_indexed_is_deleted_and_reported_by_its_own_name(uploads, tmp_path):
    accepted = uploads.take(
        [_file(tmp_path, "bad.txt"), _file(tmp_path, "good.txt", b"good"), _file(tmp_path, "z.exe")]
    )
    bad, good = (str(path) for path in accepted.paths)
    report = IngestReport(added=(IngestItem(good, "g", "Good"),), failed=(IngestItem(bad, reason=f"{bad} is empty."),))
    tidy = uploads.tidy(accepted, report)
    assert not Path(bad).exists()
    assert Path(good).exists()
    assert tidy.failed[0] == IngestItem("bad.txt", reason="bad.txt is empty.")
    assert [item.location for item in tidy.skipped] == ["z.exe"]


def test_what_is_kept_is_for_its_owner_alone_and_leaves_no_folder_behind(uploads, tmp_path):
    folder = tmp_path / "cache" / "0123"
    folder.mkdir(parents=True)
    (kept,) = uploads.take([_file(folder, "a.txt")]).paths
    assert kept.stat().st_mode & 0o777 == 0o600
    assert {path.stat().st_mode & 0o777 for path in (kept.parent, kept.parent.parent)} == {0o700}
    assert not folder.exists()


def test_what_no_article_refers_to_is_swept(uploads, tmp_path):
    kept, lost = uploads.take([_file(tmp_path, "a.txt", b"one"), _file(tmp_path, "b.txt", b"two")]).paths
    moved = f"/another/place/{kept.parent.name}/{kept.name}"  # the index was copied
    uploads.sweep([ArticleSummary("a", "A", None, None, None, None, moved, 1)])
    assert kept.exists()
    assert not lost.parent.exists()


@pytest.mark.parametrize("text", ["/etc/passwd", "file:///etc/passwd", "ftp://x/y", "", "https://", "seeds"])
def test_only_web_addresses_are_fetched(text):
    with pytest.raises(InputError):
        checked_url(text)


def test_a_web_address_is_taken_without_its_spaces():
    assert checked_url("  https://example.org/a ") == "https://example.org/a"
