"""The register of speakers: who is whom."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from claims.errors import Invalid, Missing, Refused
from claims.extraction import SpeakerKind, SpeakerMention
from claims.matching.names import fold_name
from claims.models import Claim, Speaker, SpeakerAlias, Statement, User
from claims.permissions import NOT_A_MEMBER, demand, may_merge_speakers
from claims.services.history import record_event

LINK_CONFIDENCE = 0.5  # below it a name is shown as a suggestion and not linked


def register_speakers(*, mentions: Iterable[SpeakerMention], now: datetime) -> dict[SpeakerMention, Speaker]:
    """Link each mention to the register, adding names that are new.

    A name that several standing speakers carry, an unnamed source and a doubtful reading are left out:
    unresolved is better than wrong.
    """
    wanted: dict[str, list[SpeakerMention]] = {}
    for mention in mentions:
        key = fold_name(mention.name)
        if key and mention.kind != SpeakerKind.UNNAMED and mention.confidence >= LINK_CONFIDENCE:
            wanted.setdefault(key, []).append(mention)
    if not wanted:
        return {}
    known = _by_key(wanted)
    Speaker.objects.bulk_create(
        [
            Speaker(name=found[0].name[:300], kind=found[0].kind, role=found[0].role[:300], key=key, created_at=now)
            for key, found in sorted(wanted.items())
            if key not in known
        ],
        ignore_conflicts=True,  # another worker may add the same name at this moment
    )
    added = Speaker.objects.standing().filter(key__in=wanted.keys() - known.keys(), disambiguation="")
    SpeakerAlias.objects.bulk_create(
        [SpeakerAlias(speaker=speaker, name=speaker.name, key=speaker.key) for speaker in added], ignore_conflicts=True
    )
    known |= {speaker.key: [speaker] for speaker in added}
    return {
        mention: known[key][0] for key, found in wanted.items() if len(known.get(key, ())) == 1 for mention in found
    }


def _by_key(keys: Iterable[str]) -> dict[str, list[Speaker]]:
    """Standing speakers under each key, by name or alias."""
    found: dict[str, dict[int, Speaker]] = {}
    aliases = SpeakerAlias.objects.filter(key__in=list(keys), speaker__merged_into=None).select_related("speaker")
    for alias in aliases.order_by("speaker_id"):
        found.setdefault(alias.key, {})[alias.speaker_id] = alias.speaker
    return {key: list(speakers.values()) for key, speakers in found.items()}


def find_speaker(speaker_id: int) -> Speaker:
    """The standing speaker behind this id: a merged one leads to the one it was merged into."""
    speaker = Speaker.objects.select_related("merged_into").filter(pk=speaker_id).first()
    if speaker is None:
        raise Missing("no_such_speaker", f"There is no speaker {speaker_id}. Choose one from the list.")
    return speaker.merged_into or speaker


def suggest_speakers(*, words: str, limit: int = 8) -> list[Speaker]:
    """Standing speakers whose name or alias holds these words, best match first."""
    key = fold_name(words)
    if not key:
        return []
    found = Speaker.objects.standing().filter(Q(aliases__key__contains=key) | Q(name__icontains=words.strip())).distinct()
    return sorted(found[:100], key=lambda one: (not one.key.startswith(key), len(one.key), one.name))[:limit]


def named_speaker(*, name: str, kind: str = SpeakerKind.PERSON, role: str = "", now: datetime) -> Speaker:
    """The one standing speaker of this name, made when it is new. Refuses a name that several carry."""
    key = fold_name(name)
    if not key:
        raise Invalid("This is no name.", {"speaker": ["Write the speaker's full name."]})
    known = _by_key([key]).get(key, [])
    if len(known) > 1:
        raise Refused(
            "ambiguous_speaker",
            f"{len(known)} speakers are called {name.strip()}. Choose one from the list.",
            speakers=[{"id": one.pk, "name": str(one), "role": one.role} for one in known],
        )
    if known:
        return known[0]
    with transaction.atomic():
        speaker, _ = Speaker.objects.get_or_create(
            key=key,
            disambiguation="",
            merged_into=None,
            defaults={"name": " ".join(name.split())[:300], "kind": SpeakerKind(kind), "role": role[:300], "created_at": now},
        )
        SpeakerAlias.objects.get_or_create(speaker=speaker, key=key, defaults={"name": speaker.name})
    return speaker


def merge_speakers(*, actor: User, speaker_id: int, into_id: int, now: datetime) -> Speaker:
    """Make one speaker of two: statements, claims and names of the first go to the second; the first keeps a pointer."""
    demand(may_merge_speakers(actor), "not_a_member", NOT_A_MEMBER)
    if speaker_id == into_id:
        raise Refused("same_speaker", "These are one and the same already. Choose another speaker to merge into.")
    with transaction.atomic():
        rows = {one.pk: one for one in Speaker.objects.select_for_update().filter(pk__in=[speaker_id, into_id]).order_by("pk")}
        if len(rows) < 2:
            raise Missing("no_such_speaker", "One of these speakers is not in the register. Reload and choose again.")
        gone, stays = rows[speaker_id], rows[into_id]
        for one in (gone, stays):
            if one.merged_into_id:
                raise Refused("already_merged", f"{one} was merged before. Reload to see into whom.")
        statements = Statement.objects.filter(speaker=gone).update(speaker=stays)
        claims = Claim.objects.filter(speaker=gone).update(speaker=stays)
        SpeakerAlias.objects.bulk_create(
            [SpeakerAlias(speaker=stays, name=alias.name, key=alias.key) for alias in gone.aliases.all()],
            ignore_conflicts=True,
        )
        Speaker.objects.filter(merged_into=gone).update(merged_into=stays)
        gone.merged_into = stays
        gone.save(update_fields=["merged_into"])
        told = {"statements": statements, "claims": claims, "from": gone.name, "into": stays.name}
        record_event(actor=actor, verb="merge", subject=gone, now=now, data=told | {"other": stays.pk})
        record_event(actor=actor, verb="absorb", subject=stays, now=now, data=told | {"other": gone.pk})
    return stays
