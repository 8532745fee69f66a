"""The words of an index, and which articles have one."""

from pathlib import Path

from assistant.types import Filters
from tests.index.support import entry, open_index, put


def test_the_vocabulary_counts_the_passages_of_each_stem(tmp_path: Path) -> None:
    with open_index(tmp_path / "index") as index:
        put(index, entry("a", "ferries sank\n\na ferry sails", title="Harbour"), entry("b", "the wall"))
        found = index.vocabulary()
        assert (found["ferri"], found["wall"], found["harbour"]) == (2, 1, 2)
        put(index, entry("c", "another ferry"))
        assert index.vocabulary()["ferri"] == 3


def test_it_is_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, entry("a", "ferries sank"))
    with open_index(folder, create=False) as index:
        assert "ferri" in index.vocabulary()
        assert index.articles()[0].id == "a"


def test_articles_that_mention_a_word_come_newest_first(tmp_path: Path) -> None:
    with open_index(tmp_path / "index") as index:
        put(
            index,
            entry("old", "the ferry sank", date="2024-01-02"),
            entry("undated", "ferries sail"),
            entry("new", "nothing here\n\nthe Arle ferry", date="2024-03-02"),
            entry("other", "the wall", date="2024-03-03"),
        )
        assert list(index.mentioning("ferry")) == ["new", "old", "undated"]
        assert index.mentioning("ferry")["new"] == "new#1"
        assert list(index.mentioning("arle ferry")) == ["new"]
        assert list(index.mentioning("ferry", Filters(date_to="2024-02-01"))) == ["old"]
        assert index.mentioning('wall" OR "ferry') == {}
