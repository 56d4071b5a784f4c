"""Names of organisations: where they end, what sort of body they are, and crowds that are none."""

from spacy.tokens import Token

from claims.extraction.gazetteer import MEDIA_WORDS, ORGANISATION_NOUNS
from claims.extraction.names import Named
from claims.extraction.parsing import Sentence
from claims.extraction.words import word_set

_QUANTIFIERS = word_set("many some few several most all other these those both certain no two three four five")
_LINKS = frozenset({"of", "for", "on"})
PUBLIC = word_set("""
    ministry department council court police party union government commission committee agency administration
    parliament congress senate house assembly cabinet army navy force treasury inspectorate embassy university
    school hospital institute office bureau authority tribunal
    """)
# What a nominal may stand for: words one of which the name must have; acronyms pass where the set holds "*".
SORTS: dict[str, frozenset[str]] = {
    "agency": word_set("agency bureau department service administration authority office *"),
    "regulator": word_set("agency commission authority office board *"),
    "watchdog": word_set("agency commission authority office board watch *"),
    "union": word_set("union association federation guild brotherhood workers teachers nurses trades *"),
    "department": word_set("department"),
    "broadcaster": MEDIA_WORDS,
    "newspaper": MEDIA_WORDS,
    "paper": MEDIA_WORDS,
    "magazine": MEDIA_WORDS,
    "outlet": MEDIA_WORDS,
    "network": MEDIA_WORDS,
}
COMPANIES = word_set(
    "company firm manufacturer maker airline developer operator retailer supplier carmaker chain group"
)
# What the last word of a firm's name often is, besides "Ltd" and its like.
FIRM_WORDS = word_set("""
    foods lines rail railways airlines airways motors metals mining minerals gold steel cement energy power gas oil
    petroleum water bank securities capital holdings industries systems software technologies telecom media group
    partners brothers sons logistics shipping freight ferries transport construction builders homes properties
    pharmaceuticals pharma labs laboratories insurance electric electronics chemicals paper textiles stores brewery
    dairies farms works tidal solar wind networks services solutions consulting
    """)
_WITHIN = word_set("in near outside around across")
_OFFICES = word_set("mayor governor town city village port province people residents district state region capital")
BODIES = word_set(
    "group organisation organization charity nonprofit foundation ngo association campaign network alliance"
)


def is_crowd(head: Token) -> bool:
    """ "Many Republicans", "some Norlanders": people, not a body."""
    return head.tag_ in ("NNPS", "NNS") and any(c.lower_ in _QUANTIFIERS for c in head.lefts)


def name_around(head: Token) -> tuple[int, int]:
    """First and last word of the name of a body: "Commission on Presidential Debates", not what is set beside it."""
    doc = head.doc
    first, last = head.left_edge.i, head.right_edge.i
    is_firm = any(child.text == "&" for child in head.children)  # "Tallow & Reed"
    is_body = head.lower_ in ORGANISATION_NOUNS
    for child in head.rights:
        if child.dep_ in {"conj", "cc"} and is_firm:
            continue
        if child.dep_ == "prep" and is_body and child.lower_ in _LINKS and _is_named(child):
            continue
        if child.dep_ in {"appos", "relcl", "acl", "prep", "punct", "advcl", "conj", "cc", "npadvmod", "nummod"}:
            last = min(last, child.left_edge.i - 1)
            break
    while first < head.i and not doc[first].text[:1].isupper():
        first += 1
    return first, max(last, head.i)


def _is_named(prep: Token) -> bool:
    noun = next((c for c in prep.children if c.dep_ == "pobj"), None)
    return noun is not None and noun.text[:1].isupper() and noun.right_edge.i - prep.i <= 6


def is_cut_off(sentence: Sentence, named: Named) -> bool:
    """Whether a name is only the end of a longer one: "Auditors" in "the Court of Auditors"."""
    before = sentence.doc[max(0, named.first - 2) : named.first]
    return len(before) == 2 and before[1].lower_ in {"of", "for"} and before[0].text[:1].isupper()


def is_placed(sentence: Sentence, named: Named) -> bool:
    """Whether a name stands where a place does: "in Tarnby", "the mayor of Tarnby"."""
    before = [token.lower_ for token in sentence.doc[max(0, named.first - 2) : named.first]]
    return bool(before) and (
        before[-1] in _WITHIN or (len(before) == 2 and before[1] == "of" and before[0] in _OFFICES)
    )


def may_be(noun: str, name: str) -> bool:
    """Whether "the company", "the agency" can stand for an organisation of this name."""
    words = {word.lower().strip(".") for word in name.split()}
    if noun in words:
        return True
    is_acronym = len(name.split()) == 1 and name.isupper() and 2 <= len(name) <= 6
    sort = SORTS.get(noun)
    if sort is not None:
        return bool(words & sort) or ("*" in sort and is_acronym)
    if noun in COMPANIES or noun in BODIES:
        return not words & PUBLIC and not words & MEDIA_WORDS
    return False
