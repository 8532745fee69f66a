"""Who holds which office: "the finance director Tavares", "Petrov of the health office", "Tusk, the premier".

A model that merges two facts gives one person's office to another: every word is in the sources, only not
around that name. Offices are read off the words next to a name; a description that this cannot read is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence import EvidenceSentence
from assistant.grounding.names import names
from assistant.grounding.verbs import IRREGULAR
from assistant.words import FUNCTION_WORDS, stem, stems, words

_OFFICES = frozenset(
    """
    president chancellor minister premier mayor governor senator secretary commissioner ambassador envoy councillor
    councilor deputy member king queen prince princess pope bishop archbishop imam rabbi priest
    director head chief chair chairman chairwoman chairperson manager executive boss founder owner chief leader
    spokesman spokeswoman spokesperson adviser advisor inspector officer commander general colonel major captain
    admiral lieutenant sergeant judge prosecutor lawyer attorney solicitor
    coach trainer player striker goalkeeper defender winner runner rider driver pilot champion referee
    author writer editor reporter correspondent novelist poet singer composer conductor actor actress painter
    sculptor architect builder engineer scientist researcher professor teacher doctor surgeon nurse midwife
    farmer fisherman baker butcher grocer keeper landlord tenant resident witness victim widow widower
    brother sister father mother son daughter wife husband uncle aunt cousin nephew niece
    ranger hunter violinist pianist cellist musician campaigner activist blogger baritone soprano shopkeeper
    climber swimmer skier cyclist sailor soldier veteran farmhand miner electrician plumber carpenter
    firm company group bank airline club insurer utility party union association institute university
    astronomer biologist chemist physicist historian economist analyst expert curator librarian investor banker
    developer promoter organiser organizer treasurer accountant auditor
    """.split()
)
#: "Builder", "ranger", "violinist", "musician": most words for people end so …
_SUFFIXES = ("man", "woman", "person", "er", "or", "ist", "ian", "eer")
#: … and these end so by chance.
_NO_OFFICES = frozenset(
    """
    former later other never ever number together however rather whether water winter summer power paper letter order
    major minor prior senior junior september october november december chapter quarter border matter computer super
    error factor sector motor river tower center center corner order offer answer weather weapon-carrier helicopter
    newspaper better larger smaller higher lower greater earlier older younger longer shorter further outer inner
    under over after harbor harbor tumor color labor labour favor flavor mirror terror horror interior exterior german
    human roman woman ottoman norman russian ukrainian italian belgian austrian canadian australian norwegian hungarian
    romanian bulgarian indian iranian brazilian persian asian christian civilian guardian list twist exist consist
    dinner layer fiber fibre liter meter kilometer diameter ladder shoulder finger leather butter sugar december
    """.split()
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*", re.UNICODE)
_PERSON = re.compile(r"^[^\W\d_][\w'’.-]+(?: (?:van|von|de|der|den|la|le|da|di|al|el|bin))*(?: [^\W\d_][\w'’.-]+)+$")
_MEMBER = re.compile(r"^(\S+(?: \S+)+?) of (?:the )?[^\W\d_]")
_SPEECH = frozenset("said says told tells added adds stated announced warned called named asked thanked".split())
#: A description longer than this is a clause.
_MAX_WORDS = 7
_MAX_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Office:
    """A name with the words that say who it is; ``key`` is the name's last word, ``stems`` those of the words."""

    key: str
    name: str
    description: str
    stems: frozenset[str]


def misplaced_office(
    claim: str, evidence: Sequence[EvidenceSentence], question: str = ""
) -> tuple[str, str, str | None] | None:
    """(name, description, whose it is in the sources) for an office that the claim gives to the wrong name.

    The third is None where no sentence with the name has any word of the description. Sentences count with their
    title and with what stands before them. None where all is well, or nothing can be told.
    """
    held = [office for sentence in evidence for office in offices(sentence.text)]
    asked = set(stems(question))
    for office in offices(claim):
        carriers = [s for s in evidence if office.key in words(s.text)]
        if not carriers or office.stems <= asked:
            continue
        others = [o for o in held if o.stems >= office.stems and o.key != office.key]
        further = office.stems - {stem(word.lower()) for word in office.description.split() if _is_office(word)}
        own = any(o.key == office.key and o.stems & (further or office.stems) for o in held)
        others = [o for o in others if not any(_says_so(s.text, office, o.key) for s in carriers)]
        if others and not own:
            return office.name, office.description, others[0].name
        if _is_of_something_else(office, held, carriers):
            return office.name, office.description, None
        near = {one for s in carriers for one in stems(f"{s.origin.heading} {s.origin.before} {s.text}")}
        if len(office.stems) > 1 and not any(_alike(one, other) for one in office.stems for other in near):
            return office.name, office.description, None
    return None


def _is_of_something_else(office: Office, held: Sequence[Office], carriers: Sequence[EvidenceSentence]) -> bool:
    """The same kind of office, of something else: the agriculture minister for the environment minister."""
    kinds = {stem(word.lower()) for word in office.description.split() if _is_office(word)}
    further = office.stems - kinds
    own = [o for o in held if o.key == office.key and o.stems & kinds]
    if not further or not own or any(not o.stems - kinds for o in own):
        return False
    present = {one for s in carriers for one in stems(f"{s.origin.heading} {s.text}")}
    return not any(_alike(one, other) for one in further for other in present)


def offices(text: str) -> list[Office]:
    """Every name of the text that is described right before or behind it."""
    found: list[Office] = []
    cursor = 0
    described: list[str] = []  # "foreign ministers Sikorski and Baerbock": the plural goes on to the next name
    for run in names(text):
        start = text.find(run, cursor)
        if start < 0:
            continue
        end = cursor = start + len(run)
        inner, name = _split_run(run)
        if not name:
            continue
        ahead = inner or _before(text[:start])
        goes_on = re.search(r"(?:,|\band\b)\s*$", text[:start]) is not None
        if not ahead and described and goes_on:
            ahead = described
        elif not ahead:
            ahead = _appositive_before(text[:start], text[end:])
        described = ahead if ahead and ahead[-1].endswith("s") and ahead[-1] not in _OFFICES else []
        found += [_office(name, given) for given in (ahead, _after(name, text[end:])) if given]
    return [office for office in found if office.stems]


def _office(name: str, description: Sequence[str]) -> Office:
    own = set(words(name))
    written = " ".join(description)
    # "Miles Okoro of the Green List" is Okoro
    person = _MEMBER.match(name)
    return Office(words(person[1] if person else name)[-1], name, written, frozenset(stems(written)) - own)


def _split_run(run: str) -> tuple[list[str], str]:
    """“French President Emmanuel Macron” → what he is, and his name."""
    parts = run.split()
    # only words of the list: "Peter" and "Oster" end like "builder"
    last = max((i for i, part in enumerate(parts[:-1]) if part.lower() in _OFFICES), default=-1)
    return parts[: last + 1], " ".join(parts[last + 1 :])


def _before(text: str) -> list[str]:
    """The words right before a name, when the last of them is an office."""
    parts = re.split(r"[^\w'’.\s-]|\n", text)[-1].split()
    if not text[-1:].isspace() or not parts or not _is_office(parts[-1]):
        return []
    taken: list[str] = []
    for part in reversed(parts):
        lowered = part.lower()
        if lowered in FUNCTION_WORDS or lowered in _SPEECH or part.endswith(".") or len(taken) == _MAX_AHEAD:
            break
        taken.insert(0, re.sub(r"['’]s$", "", part))
    return taken


def _appositive_before(before: str, after: str) -> list[str]:
    """The office of "said Marsk's mayor, Nils Farrow"."""
    if not re.search(r",\s$", before) or not re.match(r"\s*(?:[,.;]|$)", after):
        return []
    return _before(before.rstrip(", ") + " ")


def _after(name: str, after: str) -> list[str]:
    """The description behind a name: ", the finance director," or "of the health office"."""
    apposition = re.match(r",\s(?:(?:an?|the|its|his|her|their)\s)?([^,.;:“”\"]+)[,.;]", after)
    if apposition:
        parts = apposition[1].split()
        own = [part for part in parts if part.lower() not in FUNCTION_WORDS]
        if len(parts) <= _MAX_WORDS and not _is_clause(parts) and any(_is_office(part) for part in own):
            return own
    belongs = re.match(r"\s(?:of|from) (?:the )?(?=[a-z])([\w\s'’-]+)", after)
    if not belongs or not _PERSON.match(name):
        return []
    taken: list[str] = []
    for part in belongs[1].split():
        lowered = part.lower()
        if (
            lowered in FUNCTION_WORDS
            or lowered in _SPEECH
            or lowered.endswith("ed")
            or lowered in IRREGULAR
            or len(taken) == 2
        ):
            break
        taken.append(part)
    return taken


def _is_clause(parts: Sequence[str]) -> bool:
    verbs = {"is", "are", "was", "were", "has", "have", "had", "will", "would", "who", "which", "and"}
    return any(part.lower() in verbs or part.lower() in _SPEECH for part in parts)


def _is_office(word: str) -> bool:
    lowered = word.lower()
    singular = lowered.removesuffix("s")
    if lowered in _NO_OFFICES or singular in _NO_OFFICES or lowered in FUNCTION_WORDS:
        return False
    by_its_end = word.isalpha() and len(singular) > 4 and singular.endswith(_SUFFIXES)
    return lowered in _OFFICES or singular in _OFFICES or by_its_end


def _says_so(text: str, office: Office, other: str) -> bool:
    """A sentence with the name and all of the description, and without the other holder."""
    return office.stems <= set(stems(text)) and other not in words(text)


def _alike(one: str, other: str) -> bool:
    """One root: "trainer" and "trains", "German" and "Germany"."""
    return one == other or (len(one) >= 4 and one[:5] == other[:5]) or (len(one) >= 4 and other.startswith(one[:4]))
