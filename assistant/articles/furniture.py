"""Page furniture: whole lines that a page puts around its article, told by their wording.

A line is cut only when all of it is furniture; no line is ever altered. The patterns are anchored
at both ends and bounded in length, and prose that happens to say "share this" or "related
articles" matches none of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_LONGEST = 200  # characters; no furniture line seen is longer, and no pattern is tried beyond it

_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|tumblr|pocket|vk(?:ontakte)?|messenger"
    r"|viber|mastodon|bluesky|threads|instagram|flipboard"
    r"|skype|e-?mail|print|copy link|sms|social media|youtube|weibo|line)"
)
_NETWORKS = rf"{_NETWORK}(?:(?:,? and |,? or |[\s,|/·•]+){_NETWORK}){{0,15}}"
_AGENCY = (
    r"(?:reuters|ap|afp|epa(?:-efe)?|dpa|getty(?: images)?|ap photo|associated press|shutterstock|istock|alamy"
    r"|sputnik|tass|ria novosti|pixabay|unsplash|wikimedia commons|anadolu|xinhua|imago|global look press"
    r"|legion-media)"
)
# One to six words, each with a capital: a person or an agency, never a clause.
_NAMES = r"(?-i:[A-Z][\w.'’-]*(?:[ /,&]{1,3}(?:[A-Z][\w.'’-]*|de|van|von|der|al|bin|via)){0,5})"
_ITEM = r"(?:story|article|post|page|news|report|item)"


def _line(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Kind of furniture → patterns of a whole line (matched with fullmatch).
_LINES: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...] = (
    (
        "share line",
        (
            _line(
                rf"(?:please )?share(?: this(?: {_ITEM})?)?"
                rf"(?: (?:via|on|with|to|by|using) {_NETWORKS})?\s?[:.!]?"
            ),
            _line(
                rf"(?:click to )?(?:share|tweet|e-?mail|print|pin)(?: this)?(?: on| to| via)? "
                rf"{_NETWORKS}[:.]?(?: ?\(opens in new window\))?"
            ),
            _line(r"click to (?:share|e-?mail|print|tweet|pin)\b.{0,60}\(opens in new window\)"),
            _line(rf"(?:follow|find|join|like) us on {_NETWORKS}[:.!]?"),
            _line(r"(?:like this:?|like loading\.{0,3}|share options|share tools|tweet this)"),
            _line(r"\d[\d.,]*k? shares?"),
            _line(rf"{_NETWORK}(?:[\s,|/·•]+{_NETWORK}){{1,15}}"),
        ),
    ),
    (
        "image credit",
        (
            _line(
                r"[(\[]?(?:image|photo(?:graph)?|picture|illustration|graphic|video|cover image"
                r"|featured image)s? ?(?:credits?|courtesy(?: of)?|source) ?:? ?.{2,80}"
            ),
            _line(
                rf"[(\[]?(?:image|photo(?:graph)?|picture|illustration|graphic)s? "
                rf"(?:by|via|from) ?:? {_NAMES}[)\].]*"
            ),
            _line(r"[(\[]?(?:image|photo(?:graph)?|picture)s? ?: ?.{2,80}"),
            _line(r"[(\[]?(?:credits?|courtesy) ?: ?(?-i:[A-Z©]).{2,60}"),
            _line(r"file (?:photo|image|picture)(?:\b.{0,160}©.{2,100}|[.:]?)"),
            _line(r"© ?(?!\d{4}).{2,90}"),
            _line(rf"[(\[]?{_AGENCY}(?:(?: ?[/|] ?| via ){_AGENCY})+[)\]]?"),
            _line(rf"[(\[]?(?:{_AGENCY} ?/ ?{_NAMES}|{_NAMES} ?/ ?{_AGENCY}|(?:via )?getty images)[)\]]?"),
        ),
    ),
    (
        "related articles",
        (
            _line(
                r"(?:read (?:more|also|next)|also read|see also|related(?: (?:article|story|news|post))?s?"
                r"|more on this|recommended|you may also like|don[’']t miss) ?[:»→>] ?[^.]{2,160}"
            ),
            _line(
                r"(?:read|show|see|load|view) (?:more|all)(?: (?:articles?|stories|news|posts))?"
                r"\s?[:.…»→>]{0,3}"
            ),
            _line(r"(?:continue|keep) reading(?: (?:the )?(?:main )?story| below)?\s?[:.…»→>]{0,3}"),
        ),
    ),
    ("keywords", (_line(r"(?:key ?words|tags|topics|categories|filed under) ?: ?[^.!?]{2,180}"),)),
    (
        "navigation",
        (
            _line(r"(?:back|return|scroll|go) to (?:the )?top(?: button)?[.↑]?"),
            _line(r"skip to (?:the )?(?:main )?(?:content|navigation)"),
            _line(r"(?:previous|next) (?:article|post|story|page)\s?[:»«→←]?"),
            _line(r"home(?: ?[>»›] ?[^>»›.]{1,40}){1,6}"),
            _line(r"(?:toggle (?:navigation|menu)|open menu|close menu|main menu|menu|loading\.{0,3}|site map)"),
            _line(r"(?:estimated )?(?:reading time|read time) ?:? ?(?:about )?\d{1,3} ?min(?:ute)?s?\.?"),
            _line(r"\d{1,3}[ -]?min(?:ute)?s?(?: read(?:ing time)?)"),
            _line(rf"(?:print|listen to|e-?mail|save|bookmark) this {_ITEM}\.?"),
        ),
    ),
    (
        "session notice",
        (
            _line(
                r"(?:warning: ?|sorry, ?)?your (?:login )?session (?:has|is|will|was)\b.{0,30}?"
                r"(?:expir\w*|tim(?:ed?|ing) ?out|end(?:ed|s)?)\b.{0,120}"
            ),
            _line(r"session (?:has )?(?:time ?(?:d )?out|timeout|expired)(?: warning)?[.!:]?"),
            _line(
                r"(?:you have been|you[’']ll be|you will be) "
                r"(?:automatically )?(?:logged|signed) out\b.{0,100}"
            ),
            _line(r"(?:please )?(?:log|sign) in again(?: to continue)?[.!]?"),
        ),
    ),
    (
        "comment counter",
        (
            _line(r"(?:no|\d[\d.,]*k?) comments?(?: yet)?[.!]?"),
            _line(r"(?:all |show |view |read |see )?(?:\d+ |all )?comments? ?(?:\(\d+\))?[.:]?"),
            _line(r"(?:leave|post|add|write) (?:a|your) (?:comment|reply)(?: below)?[.!:…]?"),
            _line(
                r"be the first to comment[.!]?|comments are closed[.!]?"
                r"|join the (?:conversation|discussion)[.!]?"
            ),
        ),
    ),
    (
        "subscription prompt",
        (
            _line(
                r"(?:please )?(?:subscribe|sign up|register)(?: now| here| today)? (?:to|for)\b[^.,!?]{0,90}"
                r"\b(?:newsletters?|inbox|mailing list|alerts|updates|push notifications|channel)\b"
                r"[^.,!?]{0,40}[.!]?"
            ),
            _line(
                r"join (?:us|our|the)\b[^.,!?]{0,60}\b(?:newsletter|mailing list|telegram|whatsapp)\b"
                r"[^.,!?]{0,40}[.!]?"
            ),
            _line(r"get (?:the|our|all)\b[^.!?]{0,80}\b(?:newsletter|(?:in|to) your inbox)\b[^.,!?]{0,40}[.!]?"),
            _line(r"(?:already|not yet) a (?:subscriber|member)\?.{0,60}"),
            _line(r"(?:subscribe|subscribe now|sign up|sign in|log in|log in / register)[.!:]?"),
            _line(r"(?:this (?:article|content|story) is (?:for|available to) subscribers only)\b.{0,60}"),
        ),
    ),
    (
        "cookie notice",
        (
            _line(r"(?:we|this (?:web)?site|our (?:web)?site)(?: and our partners)? uses? cookies\b.{0,160}"),
            _line(r"(?:i )?(?:accept|reject|allow|manage)(?: all)?(?: cookies| cookie settings)"),
            _line(r"by (?:continuing|clicking|using)\b.{0,80}\b(?:you (?:agree|accept|consent))\b.{0,100}"),
        ),
    ),
    (
        "advertisement",
        (
            _line(
                r"(?:advertisements?|sponsored(?: content)?|paid content)"
                r"(?: ?[-–—] ?continue reading below)?[.:]?"
            ),
            _line(r"(?:article|story) continues (?:below|after)(?: this)?(?: advertisement| ad)?[.:]?"),
            _line(r"scroll (?:down )?to continue(?: reading)?[.:]?"),
        ),
    ),
    (
        "copyright line",
        (
            _line(r"(?:copyright ?)?(?:©|\(c\)) ?(?:copyright )?\d{4}\b.{0,140}"),
            _line(r"copyright ?:? \d{4}[^.!?]{0,80}"),
            _line(r"(?:.{0,100}[.,]? )?all rights reserved[.!]?"),
        ),
    ),
    # The agency's own mark under each of its stories.
    ("tracking code", (re.compile(r"MENAFN\d{8,24}(?:ID\d{4,14})?"),)),
)

# Labels before free words ("Photo: …", "Copyright 2024 …") also begin sentences; these kinds are
# cut only where the line is no sentence.
_NEVER_PROSE = frozenset({"image credit", "related articles", "keywords"})

# A line that opens a list of other pages or words. What follows is judged by _block_end.
_BLOCKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "related articles",
        _line(
            r"related(?: (?:articles?|stories|news|posts?|content|topics?|coverage|links?|reading))?\s?:?"
            r"|(?:read|see) (?:more|also|next)\s?:?|also read\s?:?|you (?:may|might) also like\s?:?"
            r"|more (?:on this (?:story|topic)|stories|news)\s?:?"
            r"|recommended(?: for you| reading| stories)?\s?:?"
            r"|(?:most (?:read|popular)|trending(?: now)?|top stories|latest (?:news|stories)"
            r"|editor[’']?s[’']? picks?)\s?:?"
        ),
    ),
    ("keywords", _line(r"(?:key ?words|tags|topics|categories|filed under)\s?:?")),
)
_BULLET = re.compile(r"[-*•·–—>»▪◦] ?\S|\d{1,2}[.)] \S")
_SINGLE_NETWORK = _line(_NETWORK)

_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_PROSE_WORDS = 6  # a line with a full stop and fewer words may be a label; more is a sentence
_HEADLINE_LENGTH = 160  # characters; headlines in "related" lists stay below


def is_prose(line: str) -> bool:
    """Whether a line reads as running text rather than as a headline or label."""
    if len(line) > _HEADLINE_LENGTH:
        return True
    # A headline may end with a question mark; a full stop makes a sentence.
    ends = _ENDS_SENTENCE.search(line)
    words = len(line.split())
    spaceless = words < len(line) / 20  # scripts without blanks between words
    return bool(ends) and not line.endswith("?") and (words >= _PROSE_WORDS or spaceless)


def cut(lines: Sequence[str]) -> tuple[list[str], Counter[str]]:
    """Take furniture lines out of cleaned lines.

    Returns:
        The lines that stay, unaltered and in order, and how many were cut of each kind.
    """
    kind_of = {line: _kind(line) for line in set(lines)}  # buttons repeat on a page
    kinds = [kind_of[line] for line in lines]
    _mark_blocks(lines, kinds)
    _mark_single_networks(lines, kinds)
    kept = [line for line, kind in zip(lines, kinds, strict=True) if kind is None]
    return kept, Counter(kind for kind in kinds if kind is not None)


def _kind(line: str) -> str | None:
    if not line or len(line) > _LONGEST:
        return None
    for kind, patterns in _LINES:
        if kind in _NEVER_PROSE and is_prose(line):
            continue
        if any(pattern.fullmatch(line) for pattern in patterns):
            return kind
    return None


def _mark_blocks(lines: Sequence[str], kinds: list[str | None]) -> None:
    """Mark lists of other pages or words with the line that opens them.

    At the article's foot, where no prose follows, a list takes all that is left. With prose after
    it, it might stand above a heading of the article: then only bullets that follow directly go.
    """
    prose = [at for at, line in enumerate(lines) if kinds[at] is None and is_prose(line)]
    last_prose = prose[-1] if prose else -1
    for at, line in enumerate(lines):
        kind = _opens_block(line)
        if kind is None:
            continue
        kinds[at] = kind
        is_foot = at > last_prose
        end = len(lines) if is_foot else _bullets_end(lines, at + 1)
        for entry in range(at + 1, end):
            if lines[entry] and kinds[entry] is None:
                kinds[entry] = kind
        if is_foot:
            return


def _opens_block(line: str) -> str | None:
    if not line or len(line) > _LONGEST:
        return None
    return next((kind for kind, pattern in _BLOCKS if pattern.fullmatch(line)), None)


def _bullets_end(lines: Sequence[str], begin: int) -> int:
    """Where the bullets end that follow at ``begin``, at most one blank line before them."""
    end = begin
    if end < len(lines) and not lines[end]:
        end += 1
    while end < len(lines) and _BULLET.match(lines[end]) and not is_prose(lines[end]):
        end += 1
    return end


def _mark_single_networks(lines: Sequence[str], kinds: list[str | None]) -> None:
    """A lone "Facebook" is a button when a share line stands beside it, else maybe a heading."""
    filled = [i for i, line in enumerate(lines) if line]
    for order in (filled, filled[::-1]):
        before: int | None = None
        for i in order:
            beside_share = before is not None and kinds[before] == "share line"
            if kinds[i] is None and beside_share and _SINGLE_NETWORK.fullmatch(lines[i]):
                kinds[i] = "share line"
            before = i
