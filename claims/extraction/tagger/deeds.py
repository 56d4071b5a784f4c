"""What a cue tells of its source: that it speaks, holds something, wants something, or does something.

Annotated news counts votes, awards, endorsements and attacks as attributions too; a reader of a fact-check desk wants
what somebody said or holds to be so. A cue that is in no list is left to the learned judgement.
"""

from enum import IntEnum

from claims.extraction.words import word_set


class Deed(IntEnum):
    SPEECH = 0
    BELIEF = 1
    INTENTION = 2
    ACT = 3


_SPEECH = """
    say tell add note write state explain claim argue insist declare announce report tweet retweet post reply
    respond answer continue conclude stress emphasize emphasise underline underscore reiterate repeat recall remind
    inform comment remark observe mention suggest assert contend maintain allege testify admit acknowledge concede
    confess confirm reveal disclose warn caution predict forecast boast joke quip complain lament exclaim shout
    yell cry whisper mutter scream sneer snap scoff retort counter interject opine gush fume thunder chime blurt
    elaborate clarify specify detail describe characterize characterise portray depict call dub label brand hail
    condemn criticize criticise denounce decry slam blast praise applaud accuse blame cite ask question urge advise
    proclaim profess hint imply indicate intimate attest assure reassure notify brief tout trumpet apologize
    apologise plead email blog estimate calculate affirm reaffirm summarize summarise relate recount chronicle
    quote rule find show demonstrate prove illustrate deny dispute reject refute rebut dismiss disavow contradict
    decline refuse concede according statement assertion allegation accusation announcement warning argument
    suggestion admission confirmation declaration remark complaint denial testimony rumor rumour claim refer
    reference liken compare mock deride lambaste bemoan rail vent assail thank congratulate credit chant recite
    caption publish list reportedly allegedly purportedly supposedly discuss address speak talk echo fault
    highlight project identify signal pose lash tease invoke rebuke criticism critique message put pledge promise
    vow swear threaten
"""
_BELIEF = """
    believe think feel consider regard view fear worry doubt suspect assume presume expect know understand realize
    realise recognize recognise reckon figure imagine envision envisage anticipate trust regret remember accept
    agree disagree see hear learn discover notice mean belief opinion concern conviction expectation feeling
    suspicion notion impression assessment idea wonder speculate guess dislike hate love like appreciate confident
    skeptical sceptical convinced aware sure certain afraid worried concerned optimistic pessimistic hopeful hope
"""
_INTENTION = """
    want plan intend aim seek wish offer propose mull demand order instruct command require direct mandate beg
    request recommend proposal desire decide decision determined determine willing eager ready keen prefer
    prioritize prioritise try attempt opt
"""
_ACT = """
    endorse endorsement support supporter oppose opposition opponent back defend attack vote award sign appoint
    nominate name elect choose pick push pursue favor favour advocate champion promote focus target use run
    campaign embrace adopt approve pass enact block ban restrict allow authorize authorise permit encourage force
    press pressure lead launch introduce file sue fire hire pay ignore avoid snub skip boycott protest rally cheer
    boo clap win lose make take give hold meet join leave support convict sentence acquit charge arrest indict
    honor honour greet welcome celebrate appear appearance seem look sound strike deem tend struggle fail manage
    help work spend devote commit enjoy rip jab swipe distance side abandon withdraw drop raise cast deal convince
    persuade require supportive hostile critical backer fan rattle anger shock surprise upset impress disappoint
"""

# Verbs that news uses for deeds as well as words keep the first list they stand in.
_IRREGULAR = dict(
    pair.split(":")
    for pair in """
    said:say told:tell wrote:write written:write swore:swear sworn:swear spoke:speak spoken:speak thought:think
    felt:feel knew:know known:know understood:understand saw:see seen:see heard:hear learnt:learn meant:mean
    sought:seek found:find shown:show held:hold led:lead gave:give given:give took:take taken:take made:make
    met:meet left:leave won:win lost:lose chose:choose chosen:choose struck:strike fought:fight spent:spend ran:run
    withdrew:withdraw forbade:forbid begged:beg admitted:admit planned:plan referred:refer preferred:prefer
    proven:prove foresaw:foresee paid:pay
    """.split()
)


def _forms(lemma: str) -> set[str]:
    """Regular inflections, generously: a form that no English text has does no harm."""
    stem = lemma.removesuffix("e")
    found = {lemma, lemma + "s", stem + "ed", stem + "ing"}
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        found |= {lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"}
    if lemma.endswith(("s", "sh", "ch", "x", "z")):
        found.add(lemma + "es")
    if lemma[-1] in "bdgklmnprt" and lemma[-2:-1] in "aeiou":
        found |= {lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}
    return found


def _table() -> dict[str, Deed]:
    found: dict[str, Deed] = {}
    for deed, block in ((Deed.SPEECH, _SPEECH), (Deed.BELIEF, _BELIEF), (Deed.INTENTION, _INTENTION), (Deed.ACT, _ACT)):
        for lemma in block.split():
            for form in _forms(lemma):
                found.setdefault(form, deed)
    for form, lemma in _IRREGULAR.items():
        if lemma in found:
            found.setdefault(form, found[lemma])
    return found


_KNOWN = _table()
# Auxiliaries, adverbs and prepositions that a cue carries along: the word that decides stands beside them.
_CARRIED = word_set("""
    is are was were be been being has have had do does did will would can could may might must shall should to not
    n't also then later now still never ever just only already once again so that by on of for in at about against
    as with from up out down back off and but or publicly repeatedly widely recently previously often quickly
    clearly strongly openly went go goes going on 's 're 've
""")
_MARKS = frozenset(':"“')


def deed_of(cue: str) -> Deed | None:
    """The list that the deciding word of a cue stands in; None where no word of it is known."""
    words = [w.strip(".,:;\"“”'‘’()-–—") for w in cue.lower().replace("’", "'").split()]
    found = [_KNOWN[w] for w in words if w and w not in _CARRIED and w in _KNOWN]
    if found:
        return Deed.SPEECH if Deed.SPEECH in found else found[0]
    if cue.strip() in (":", "-", "–", "—", '"', "“"):
        return Deed.SPEECH
    return None


def is_cue_like(word: str) -> bool:
    """Whether a lower-case word or a mark may be a cue of words or thoughts, or part of one."""
    return word in _MARKS or _KNOWN.get(word, Deed.ACT) is not Deed.ACT
