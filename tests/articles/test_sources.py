from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.articles import SourceFile, article_id, discover, read_article
from assistant.errors import ArticleError, InputError

TEXT = "A headline of the day\n\nThe council decided on Tuesday to dredge the harbour at last."


def names(*sources: str | Path) -> dict[str, str]:
    return {found.name: found.skip_reason for found in discover(list(sources))}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("01-nato.txt", "01-nato"),
        ("2024/03/Über die Brücke.HTML", "2024-03-über-die-brücke"),
        ("a_b  c.markdown", "a-b-c"),
        ("archive.tar.txt", "archive-tar"),
        ("courier.example/news/harbour.html", "courier-example-news-harbour"),
    ],
)
def test_id_is_the_slug_of_the_name(name: str, slug: str) -> None:
    assert article_id(name) == slug


def test_ids_of_odd_names_are_short_and_differ() -> None:
    assert article_id("!!!.txt") != article_id("???.txt")
    long, other = article_id("x" * 300 + "a.txt"), article_id("x" * 300 + "b.txt")
    assert len(long) <= 100
    assert long != other


@given(st.text(min_size=1, max_size=300))
def test_an_id_is_never_empty_and_holds_no_separator(name: str) -> None:
    slug = article_id(name)
    assert slug
    assert not set(slug) & set("/#\\ \n.")


def test_folder_is_walked_sorted_with_reasons_for_what_is_left(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("z.txt", "a.md", "b/c.html", ".hidden.txt", ".git/x.txt", "photo.jpg", "README.md", "LICENSE.txt"):
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "notice-of-war.txt").write_text(TEXT)
    found = names(tmp_path)
    assert [name for name, reason in found.items() if not reason] == ["a.md", "notice-of-war.txt", "z.txt", "b/c.html"]
    assert set(found) - {"a.md", "notice-of-war.txt", "z.txt", "b/c.html"} == {"photo.jpg", "README.md", "LICENSE.txt"}
    assert found["photo.jpg"].startswith("photo.jpg is of a kind that is not read")
    assert found["README.md"] == "README.md describes the folder and is not taken for an article."


def test_a_readme_named_explicitly_is_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(TEXT)
    assert names(tmp_path / "README.md") == {"README.md": ""}


def test_each_input_comes_once_and_locations_are_resolved(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    found = list(discover([tmp_path / "a.txt", str(tmp_path), tmp_path / "link.txt"]))
    assert [source.location for source in found] == [str((tmp_path / "a.txt").resolve())]


def test_links_and_special_files_never_block(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    found = names(tmp_path)
    assert found == {
        "a.txt": "",
        "dangling.txt": "dangling.txt is a link to nothing.",
        "loop.txt": "loop.txt cannot be reached; check the link or its permissions.",
        "pipe.txt": "pipe.txt is no regular file.",
        "round": "round is a link to a folder; name that folder itself.",
    }


@pytest.mark.parametrize(
    "name", ["pipe.txt", "loop.txt", "dangling.txt", "missing.txt", "photo.jpg", "empty", "papers"]
)
def test_a_named_path_that_cannot_be_an_article_is_refused_at_once(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "README.md").write_text(TEXT)
    (tmp_path / "good.txt").write_text(TEXT)
    with pytest.raises(ArticleError) as caught:
        discover([tmp_path / "good.txt", tmp_path / name])  # before anything is read
    assert caught.value.exit_code == 2
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize("sources", [[], [""], ["  "], ["a\0b"], ["x" * 5000]])
def test_no_source_or_a_nonsense_one_is_refused(sources: list[str]) -> None:
    with pytest.raises(InputError):
        discover(sources)


def test_a_pipe_put_in_the_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    (source,) = discover([path])
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ArticleError, match="no regular file"):
        read_article(source, max_bytes=1000)


def test_a_file_that_vanished_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with pytest.raises(ArticleError, match="does not exist any more"):
        read_article(SourceFile(str(path), path, "a.txt", "file"), max_bytes=1000)


def test_unreadable_file_and_folder(unprivileged: Path) -> None:
    secret = unprivileged / "secret.txt"
    secret.write_text(TEXT)
    secret.chmod(0)
    closed = unprivileged / "closed"
    closed.mkdir()
    (unprivileged / "open.txt").write_text(TEXT)
    closed.chmod(0)
    found = {source.name: source for source in discover([unprivileged])}
    assert found["closed"].skip_reason == "closed may not be read; check its permissions."
    assert not found["open.txt"].skip_reason
    with pytest.raises(ArticleError, match=r"secret\.txt may not be read; check its permissions"):
        read_article(found["secret.txt"], max_bytes=1000)
    with pytest.raises(ArticleError, match="may not be read"):
        discover([closed])
    with pytest.raises(ArticleError, match="may not be read"):
        discover([closed / "x.txt"])


def test_a_name_that_is_no_utf8_is_skipped_and_printable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    raw = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")
    with open(raw, "wb") as file:
        file.write(TEXT.encode())
    skipped = [source for source in discover([tmp_path]) if source.skip_reason]
    assert [source.skip_reason for source in skipped] == ["caf?.txt has a name that is not valid UTF-8; rename it."]
    skipped[0].location.encode()


def test_a_file_over_the_limit_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)  # sparse: read in full it would be refused as binary instead
    (source,) = discover([path])
    with pytest.raises(ArticleError, match="larger than 20 MB; raise max_article_mb"):
        read_article(source, max_bytes=20_000_000)


def test_a_skipped_source_is_not_read(tmp_path: Path) -> None:
    source = SourceFile("x", tmp_path, "x", "file", "x is no regular file.")
    with pytest.raises(ArticleError, match="x is no regular file"):
        read_article(source, max_bytes=10)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/a.txt",
        "file:///etc/passwd",
        "http://",
        "https:///x",
        "http://[::1",
        "http://h:99999/",
        "http://u:p@host/",
    ],
)
def test_urls_that_cannot_be_fetched_are_refused(url: str) -> None:
    with pytest.raises(ArticleError):
        discover([url])


def test_a_url_is_named_after_host_and_path_without_fragment() -> None:
    (source,) = discover(["HTTPS://Courier.Example/News/Harbour.html#top"])
    assert source.location == "https://courier.example/News/Harbour.html"
    assert (source.kind, source.path, source.name) == ("url", None, "courier.example/News/Harbour.html")


@pytest.mark.parametrize("name", ["a\x1b[31mb.txt", "a\nb.txt", "a\u202eb.txt", "a\x7fb.txt"])
def test_a_name_that_a_terminal_would_obey_is_refused_and_told_in_plain_letters(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT)
    (tmp_path / "b.txt").write_text(TEXT)
    (skipped,) = [source for source in discover([tmp_path]) if source.skip_reason]
    assert skipped.skip_reason.endswith("has a name with control characters in it; rename it.")
    with pytest.raises(
        ArticleError, match="has control characters in it, which a terminal would obey; rename it"
    ) as caught:
        list(discover([tmp_path / name]))
    for told in (skipped.skip_reason, skipped.location, skipped.name, str(caught.value)):
        assert all(char.isprintable() for char in told)


@pytest.mark.parametrize(
    "url",
    [
        "https://user:secret@host.example/a", "https://:secret@host.example/", "https://secret@host.example/",
        "ftp://user:secret@host.example/", "https://user:secret@[::bad/", "https://user:secret@/a",
    ],
)  # fmt: skip
def test_a_url_with_credentials_is_refused_and_they_are_not_repeated(url: str) -> None:
    with pytest.raises(ArticleError) as caught:
        list(discover([url]))
    assert "secret" not in str(caught.value)
