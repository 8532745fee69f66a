"""The labelled answers: ids, splits, partners, and evidence made of them."""

from collections import Counter
from difflib import SequenceMatcher

import numpy as np
import pytest

from assistant.embedding import Embedder
from eval.cases.pairs import EDITS, Pair, evidence_of, load_pairs, statements

PAIRS = load_pairs()
BY_ID = {pair.id: pair for pair in PAIRS}
FLAWS = {
    "wrong_number", "wrong_unit", "wrong_name", "wrong_speaker", "wrong_date", "negation", "added_claim",
    "outside_knowledge", "over_strong", "merged_entities", "role_swap", "altered_quotation",
}  # fmt: skip


def test_enough_of_each() -> None:
    assert len(PAIRS) == len(BY_ID) >= 220
    assert {pair.kind for pair in PAIRS} == FLAWS | {"faithful"}
    assert sum(pair.label for pair in PAIRS) >= 90
    assert sum(not pair.label for pair in PAIRS) >= 130


def test_every_kind_is_in_both_splits() -> None:
    count = Counter((pair.split, pair.kind) for pair in PAIRS)
    for kind in FLAWS | {"faithful"}:
        assert min(count["test", kind], count["dev", kind]) >= 4
    assert sum(count[split, kind] for split, kind in count if split == "test") >= 100


def test_a_group_is_in_one_split_and_has_one_set_of_passages() -> None:
    assert len({(pair.group, pair.split) for pair in PAIRS}) == len({pair.group for pair in PAIRS})
    assert len({(pair.group, pair.passages) for pair in PAIRS}) == len({pair.group for pair in PAIRS})
    texts = [passage.text for passages in {pair.passages for pair in PAIRS} for passage in passages]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_a_pair_is_well_formed(pair: Pair) -> None:
    assert pair.label == (pair.kind == "faithful") == (pair.partner is None)
    assert pair.question.endswith("?")
    assert pair.note
    assert statements(pair)
    assert all(statements(pair))
    if pair.partner:
        partner = BY_ID[pair.partner]
        assert partner.label
        assert partner.group == pair.group
        assert partner.answer != pair.answer


def test_answers_of_a_group_differ() -> None:
    assert len({(pair.group, pair.answer) for pair in PAIRS}) == len(PAIRS)


def test_evidence_has_every_sentence_with_its_vector(embedder: Embedder) -> None:
    pair = BY_ID["velmar-harbour/faithful-1"]
    evidence = evidence_of(pair, embedder)
    assert [sentence.text for sentence in evidence.sentences][3:5] == [
        "The fishermen's association of Skarn has filed a complaint against the deepening of the channel at Velmar.",
        '"Nobody has asked us what we lose," said its chairman, Piet Rasmus.',
    ]
    texts = {passage.article_id: passage.text for passage in pair.passages}
    for sentence in evidence.sentences:
        origin = sentence.origin
        assert texts[origin.article_id][origin.start : origin.end] == origin.text
        assert np.linalg.norm(sentence.vector) == pytest.approx(1, abs=1e-5)


def test_edits_change_one_place_of_what_the_model_wrote() -> None:
    edits = load_pairs(EDITS)
    by_id = {pair.id: pair for pair in edits}
    flawed = [pair for pair in edits if not pair.label]
    assert len(edits) == len(by_id) == 2 * len(flawed) >= 200
    assert {pair.split for pair in edits} == {"test"}
    assert not {pair.group for pair in edits} & {pair.group for pair in PAIRS}
    for pair in flawed:
        partner = by_id[pair.partner or ""]
        assert partner.label and (partner.group, partner.passages) == (pair.group, pair.passages)
        before, after = partner.answer.split(), pair.answer.split()
        changes = [
            (end - start, other_end - other_start)
            for tag, start, end, other_start, other_end in SequenceMatcher(None, before, after, False).get_opcodes()
            if tag != "equal"
        ]
        assert len(changes) <= (4 if pair.kind == "role_swap" else 2), pair.id
        assert sum(max(change) for change in changes) <= (20 if pair.kind == "role_swap" else 4), pair.id
