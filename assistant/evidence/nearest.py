"""What comes nearest to a question that the articles do not answer: it may set right what that takes for granted.

"Why did the judge refuse to apologise?" has no answer where he apologised, and no rule or small model tells that from a
question on which nothing was written; the sentence that comes nearest does. So it is shown with a refusal.
"""

from __future__ import annotations

from assistant.evidence.types import Evidence, EvidenceSentence
from assistant.instructions import addresses_a_machine
from assistant.words import stems

#: Cosine from which a sentence is about the question at all: of 66 questions of `wiki-qa` (dev) on something that the
#: passages lack, 3 in 4 have one; of 70 on subjects that no passage is about, 1 in 20.
ABOUT = 0.45
MOST = 2
#: From this share of the best sentence's score on, another one is about the question as much as that.
ALMOST = 0.8
#: A sentence shares this much of its words with another that says the same.
REPEATED = 0.8


def nearest(evidence: Evidence) -> tuple[EvidenceSentence, ...]:
    """The sentences nearest to the question, best first; none where none is about it."""
    kept: list[EvidenceSentence] = []
    for sentence in sorted(evidence.sentences, key=lambda one: -one.score):
        if len(kept) == MOST or (kept and sentence.score < ALMOST * kept[0].score):
            break
        said = {stem for one in kept for stem in stems(one.text)}
        own = set(stems(sentence.text))
        if (
            sentence.cosine >= ABOUT
            and len(own & said) < REPEATED * len(own)
            and not addresses_a_machine(sentence.text)
        ):
            kept.append(sentence)
    return tuple(kept)
