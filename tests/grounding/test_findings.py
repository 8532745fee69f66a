"""The checks together: what is fatal, what a sure model may overrule, and what leaves a statement "partly"."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.evidence import EvidenceSentence, Source
from assistant.grounding.alignment import Alignment
from assistant.grounding.calibration import load_calibration
from assistant.grounding.findings import Finding, findings
from assistant.grounding.support import VERDICT_AGAINST_A_RULE, verdict

TEXT = (
    "The firm Alta sold the mill to Berg Foods on 3 May 2024. Its finance director Lena Roth expects a profit. "
    "The mayor, Jon Dahl, may appeal. Alta has 40 shops and Berg Foods 12."
)
SENTENCES = [sentence.strip() + "." for sentence in TEXT.removesuffix(".").split(". ")]


def evidence() -> list[EvidenceSentence]:
    found = []
    for text in SENTENCES:
        start = TEXT.index(text)
        origin = Source("a", "Mill sold", None, None, None, None, start, start + len(text), text, TEXT[:start])
        found.append(EvidenceSentence(origin, 1.0, 1.0, 1.0, np.zeros(2, dtype=np.float32)))
    return found


def check(claim: str, cited: int, question: str = "") -> list[Finding]:
    sentences = evidence()
    return findings(claim, Alignment((sentences[cited],), 1.0, 1.0), question, sentences)


@pytest.mark.parametrize(
    ("claim", "cited", "kind", "fatal", "rule"),
    [
        ("Berg Foods sold the mill to Alta.", 0, "role", True, True),
        ("Alta sold the mill on 3 April 2024.", 0, "date", True, False),
        ("Alta sold the mill on 5 May 2024.", 0, "number", True, False),
        ("Alta sold 7 mills to Berg Foods.", 0, "number", True, False),
        ("Lena Roth, the mayor, expects a profit.", 1, "office", True, True),
        ("The finance director Lena Roth of the rowing club expects a profit.", 1, "office", False, False),
        ("Berg Foods has 40 shops.", 3, "owner", True, True),
        ("The mill was burned down by Alta.", 0, "act", True, True),
        ("Berg Foods is the largest chain.", 3, "rank", False, False),
        ("The mayor, Jon Dahl, will appeal.", 2, "hedge", False, False),
        ("Alta sold the mill to Berg Foods because of heavy debts.", 0, "detail", False, True),
    ],
)
def test_each_check_is_told_with_its_weight(claim: str, cited: int, kind: str, fatal: bool, rule: bool) -> None:
    assert (kind, fatal, rule) in [(one.kind, one.fatal, one.rule) for one in check(claim, cited)]


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("Berg Foods bought the mill from Alta on May 3, 2024.", 0),
        ("Lena Roth, the finance director, is expecting a profit.", 1),
        ("Jon Dahl, who is the mayor, could appeal.", 2),
        ("Berg Foods has 12 shops, Alta 40.", 3),
    ],
)
def test_the_same_in_other_words_has_no_findings(claim: str, cited: int) -> None:
    assert check(claim, cited) == []


def test_dates_of_the_question_are_the_readers_own() -> None:
    found = check("Alta sold the mill on 3 April 2024.", 0, "What was sold on 3 April 2024?")
    assert [one.fatal for one in found if one.kind == "date"] == [False]


def test_a_sure_model_overrules_a_rule_but_no_wrong_date() -> None:
    alignment = Alignment((evidence()[0],), 1.0, 1.0)
    calibration = load_calibration().support
    role = [Finding("role", "the roles differ", fatal=True, rule=True)]
    assert verdict(alignment, role, calibration, VERDICT_AGAINST_A_RULE).support == "supported"
    assert verdict(alignment, role, calibration, VERDICT_AGAINST_A_RULE - 0.01).support == "unsupported"
    assert verdict(alignment, role, calibration).support == "unsupported"
    date = [Finding("date", "another date", fatal=True)]
    assert verdict(alignment, date, calibration, 0.99).support == "unsupported"


def test_what_the_model_doubts_is_never_fully_supported() -> None:
    alignment = Alignment((evidence()[0],), 1.0, 0.85)
    calibration = load_calibration().support
    assert verdict(alignment, [], calibration, 0.9).support == "supported"
    assert verdict(alignment, [], calibration, 0.62).support == "partly"
    assert verdict(alignment, [], calibration, 0.3).support == "unsupported"


def test_a_noun_that_refers_back_brings_the_name_before_it() -> None:
    before = "Train drivers will walk out, their union LDV said. "
    text = "The union is demanding 7.5 percent more pay."
    origin = Source("a", "Strike", None, None, None, None, len(before), len(before) + len(text), text, before)
    cited = EvidenceSentence(origin, 1.0, 1.0, 1.0, np.zeros(2, dtype=np.float32))
    claim = "The union LDV is demanding 7.5 percent more pay."
    assert findings(claim, Alignment((cited,), 1.0, 1.0), "", [cited]) == []
    apart = EvidenceSentence(replace(origin, before="LDV won. "), 1.0, 1.0, 1.0, np.zeros(2, dtype=np.float32))
    assert [one.kind for one in findings(claim, Alignment((apart,), 1.0, 1.0), "", [apart])] == ["name"]
