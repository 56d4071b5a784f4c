"""The lexicon of cues: words that signal that somebody says, believes, wants or shows something.

A verb is listed with the frames in which it attributes; outside them it does not ("she added sugar"):

    c  a finite clause: "said (that) prices rose"          q  a quotation beside it
    i  an infinitive: "plans to resign"                    o  a noun phrase: "denied the report"
    a  something called or described: "described the vote as a farce", "called him a liar"
    of, for, on, about, against, to, with, from: a prepositional phrase, as in "warned of a famine"
    j  all that follows the preposition: "called for an inquiry", "called on the council to act"
    x  "accused the council of fraud": an object, then the named preposition
"""

from dataclasses import dataclass

from claims.extraction.analysis import CueKind, Polarity
from claims.extraction.words import word_set


@dataclass(frozen=True, slots=True)
class Cue:
    lemma: str
    kind: CueKind
    frames: frozenset[str]
    polarity: Polarity = Polarity.AFFIRMED
    is_hedged: bool = False

    def takes(self, frame: str) -> bool:
        return frame in self.frames


_VERBS: dict[CueKind, str] = {
    CueKind.SAY: """
        say:cq tell:cq add:cq note:cq write:cq state:cq explain:cq claim:cqo argue:cq insist:cq,on declare:cqo
        announce:cqo report:cq tweet:cq retweet:q post:q reply:cq respond:cq answer:cq continue:q conclude:cq
        stress:cqo emphasize:cqo emphasise:cqo underline:cqo underscore:co reiterate:cqo repeat:cq recall:cq
        remind:cq inform:c comment:cq remark:cq observe:cq mention:cq suggest:cq assert:cqo contend:cq
        maintain:cq allege:cqo testify:cq,about admit:cqo,to acknowledge:cqo concede:cqo confess:cq,to
        confirm:cqo reveal:cqo disclose:cqo warn:cqi,of,about,against caution:cq,against predict:cqo forecast:co
        promise:cqio pledge:cqio vow:cqi swear:cqi boast:cq,of joke:cq quip:cq complain:cq,about,of lament:cqo
        declaim:q exclaim:cq shout:cq yell:cq cry:q whisper:cq mutter:q murmur:q scream:q sneer:q snap:q
        scoff:cq retort:cq counter:cq rejoin:q interject:q opine:cq muse:cq gush:q fume:q thunder:q chime:q
        blurt:q elaborate:q clarify:cq specify:c detail:o outline:o describe:aq characterize:a characterise:a
        portray:a depict:a call:aq dub:a label:a brand:a deem:a hail:a condemn:oa criticize:oa criticise:oa
        denounce:oa decry:o slam:oa blast:oa praise:oa applaud:o accuse:x blame:x cite:o ask:cq
        wonder:cq urge:cqi advise:cqi recommend:co propose:co request:c demand:cqo insist:cq proclaim:cq,o
        profess:ci speculate:cq hint:cq,at imply:c indicate:cq intimate:c signal:c testify:cq attest:c certify:c
        assure:cq reassure:cq convince:c persuade:c notify:c advise:cq brief:c tout:oa trumpet:o plead:qi
        apologize:q,for apologise:q,for thank:q joke:cq read:q sum:q begin:q start:q go:q open:q finish:q
        point:c,to refer:,to speak:q hit:q lash:q rail:q fire:q weigh:q tease:q text:cq email:cq blog:cq
        caption:q put:at estimate:co calculate:c guess:cq affirm:cqo reaffirm:cqo venture:q summarize:q summarise:q
        opine:cq theorize:c theorise:c hypothesize:c posit:c enthuse:q bemoan:o relate:cq recount:cqo narrate:q
        document:co chronicle:o argue:cq quote:o rule:cq find:c insinuate:c
    """,
    CueKind.DENY: """
        doubt:c question:co
        deny:cqo dispute:co reject:oc refute:o rebut:o dismiss:oa disavow:o disclaim:o contradict:o contest:o
        rule_out:o
    """,
    CueKind.DECLINE: """
        decline:i refuse:i
    """,
    CueKind.BELIEVE: """
        believe:cq think:cq feel:cq consider:ca regard:a view:a fear:co worry:c,about suspect:c
        assume:co presume:c expect:cio hope:ciq,for agree:cqi,with disagree:q,with know:c understand:c realize:c
        realise:c recognize:c recognise:c reckon:cq figure:c imagine:c envision:o envisage:o anticipate:co
        trust:c favour:o prefer:i regret:co remember:c accept:c
    """,
    CueKind.INTEND: """
        want:cio plan:i,on intend:i aim:i threaten:i seek:i wish:i hope:i offer:i propose:i consider: mull:o vow:i
    """,
    CueKind.ORDER: """
        order:oci instruct:ci command:c require:c direct:c mandate:co call_for:j call_on:j urge:i beg:qi
    """,
    CueKind.PERCEIVE: """
        see:c hear:c learn:c discover:c notice:c
    """,
    CueKind.SHOW: """
        show:c demonstrate:c prove:c illustrate:c reflect: confirm:c
    """,
}

# "is expected to", "was said to be": nobody is named who expects or says.
PASSIVE_TO = word_set("expect say believe think report allege rumor rumour suppose understand know claim accuse")

_NOUNS = """
    claim:say statement:say assertion:say allegation:say accusation:say announcement:say report:say warning:say
    argument:say suggestion:say admission:say confirmation:say declaration:say comment:say remark:say complaint:say
    denial:deny belief:believe view:believe opinion:believe hope:believe fear:believe concern:believe doubt:deny
    conviction:believe expectation:believe feeling:believe suspicion:believe conclusion:say finding:show promise:say
    pledge:say vow:say prediction:say threat:intend demand:order proposal:say insistence:say contention:say
    assurance:say assessment:believe idea:believe notion:believe impression:believe testimony:say rumor:say rumour:say
    estimate:say evidence:show call:order charge:say plan:intend decision:intend desire:intend request:order message:say
"""

# Prepositions and phrases that name a source: matched on the words, longest first.
PHRASES = (
    ("according to", CueKind.SAY),
    ("in the words of", CueKind.SAY),
    ("in the opinion of", CueKind.BELIEVE),
    ("in the view of", CueKind.BELIEVE),
    ("in the eyes of", CueKind.BELIEVE),
    ("as reported by", CueKind.SAY),
    ("as quoted by", CueKind.SAY),
    ("quoted by", CueKind.SAY),
    ("as per", CueKind.SAY),
)

# Adverbs of hearsay: they make a statement with no named source out of their sentence.
HEARSAY = frozenset({"reportedly", "allegedly", "purportedly", "supposedly"})

HEDGES = word_set("""
    may might could would perhaps possibly probably apparently reportedly allegedly seemingly likely supposedly
    purportedly suggest appear seem guess speculate hint imply
    """)

# "was told to leave", "were promised a refund", "has been warned of floods": whoever is told is no source.
TOLD_TO = word_set("tell order ask advise warn urge instruct promise remind assure")

# Verbs that introduce speech even after a quotation without a subject of their own; "tell" needs an addressee.
NEEDS_ADDRESSEE = word_set("tell inform remind assure advise notify")


def _read_verbs() -> dict[str, Cue]:
    found: dict[str, Cue] = {}
    for kind, block in _VERBS.items():
        for entry in block.split():
            lemma, _, written = entry.partition(":")
            letters, _, prepositions = written.partition(",")
            frames = frozenset(letters) | frozenset(filter(None, prepositions.split(",")))
            if "q" in prepositions.split(","):
                frames |= {"q"}
            if lemma in found:
                frames, kind_here = frames | found[lemma].frames, found[lemma].kind
            else:
                kind_here = kind
            polarity = Polarity.DENIED if kind_here is CueKind.DENY else Polarity.AFFIRMED
            found[lemma] = Cue(lemma, kind_here, frames, polarity, lemma in HEDGES)
    return found


def _read_nouns() -> dict[str, Cue]:
    found = {}
    for entry in _NOUNS.split():
        lemma, _, kind = entry.partition(":")
        cue_kind = CueKind(kind)
        polarity = Polarity.DENIED if cue_kind is CueKind.DENY else Polarity.AFFIRMED
        found[lemma] = Cue(lemma, cue_kind, frozenset("c"), polarity, lemma in HEDGES)
    return found


VERBS = _read_verbs()
NOUNS = _read_nouns()
