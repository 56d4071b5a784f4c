"""The register of speakers: who is whom."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from claims.errors import Invalid, Missing, Refused
from claims.extraction import SpeakerKind, SpeakerMention
from claims.matching.names import fold_name
from claims.models import Claim, Speaker, SpeakerAlias, Statement, User
from claims.permissions import NOT_A_MEMBER, demand, may_merge_speakers
from claims.services.history import record_event
from claims.services.rows import demand_lead, locked_row, save_row

LINK_CONFIDENCE = 0.5  # below it a name is shown as a suggestion and not linked


def register_speakers(*, mentions: Iterable[SpeakerMention], now: datetime) -> dict[SpeakerMention, Speaker]:
    """Link each mention to the register, adding names that are new.

    A name that several standing speakers carry, an unnamed source and a doubtful reading are left out:
    unresolved is better than wrong. Call it in the transaction that stores what is linked: the speakers stay locked
    until its end, so that none of them is merged away meanwhile.
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
    missing = wanted.keys() - known.keys()
    added = list(Speaker.objects.standing().filter(key__in=missing, disambiguation="").locked())
    SpeakerAlias.objects.bulk_create(
        [SpeakerAlias(speaker=speaker, name=speaker.name, key=speaker.key) for speaker in added], ignore_conflicts=True
    )
    known |= {speaker.key: [speaker] for speaker in added}
    return {
        mention: known[key][0] for key, found in wanted.items() if len(known.get(key, ())) == 1 for mention in found
    }


def _by_key(keys: Iterable[str]) -> dict[str, list[Speaker]]:
    """Standing speakers under each key, by name or alias, locked against a merge."""
    aliases = SpeakerAlias.objects.filter(key__in=list(keys)).order_by("speaker_id")
    pairs = list(aliases.values_list("key", "speaker_id"))
    speakers = {one.pk: one for one in Speaker.objects.filter(pk__in={pk for _, pk in pairs}).locked()}
    found: dict[str, list[Speaker]] = {}
    for key, pk in pairs:
        if not speakers[pk].merged_into_id:
            found.setdefault(key, []).append(speakers[pk])
    return found


def find_speaker(speaker_id: int) -> Speaker:
    """The standing speaker behind this id, locked: a merged one leads to the one it was merged into."""
    with transaction.atomic():
        speaker = Speaker.objects.filter(pk=speaker_id).locked().first()
        if speaker is None:
            raise Missing("no_such_speaker", f"There is no speaker {speaker_id}. Choose one from the list.")
        return find_speaker(speaker.merged_into_id) if speaker.merged_into_id else speaker


def suggest_speakers(*, words: str, limit: int = 8) -> list[Speaker]:
    """Standing speakers whose name or alias holds these words, best match first."""
    key = fold_name(words)
    if not key:
        return []
    called_so = SpeakerAlias.objects.filter(key__contains=key).values("speaker")
    found = Speaker.objects.standing().filter(pk__in=called_so).order_by("pk")[:100]
    return sorted(found, key=lambda one: (not one.key.startswith(key), len(one.key), one.name))[:limit]


def named_speaker(*, name: str, kind: str = SpeakerKind.PERSON, role: str = "", now: datetime) -> Speaker:
    """The one standing speaker of this name, made when it is new. Refuses a name that several carry."""
    key = fold_name(name)
    if not key:
        raise Invalid("This is no name.", {"speaker": ["Write the speaker's full name."]})
    with transaction.atomic():
        known = _by_key([key]).get(key, [])
        if len(known) > 1:
            raise Refused(
                "ambiguous_speaker",
                f"{len(known)} speakers are called {name.strip()}. Choose one from the list.",
                speakers=[{"id": one.pk, "name": str(one), "role": one.role} for one in known],
            )
        if known:
            return known[0]
        speaker, _ = Speaker.objects.get_or_create(
            key=key,
            disambiguation="",
            merged_into=None,
            defaults={
                "name": " ".join(name.split())[:300],
                "kind": SpeakerKind(kind),
                "role": role[:300],
                "created_at": now,
            },
        )
        SpeakerAlias.objects.get_or_create(speaker=speaker, key=key, defaults={"name": speaker.name})
    return speaker


def _locked_of(model: type[Claim] | type[Statement], speaker: Speaker) -> list[int]:
    rows = model._default_manager.filter(speaker=speaker).select_for_update(no_key=True).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def merge_speakers(*, actor: User, speaker_id: int, into_id: int, now: datetime) -> Speaker:
    """Make one speaker of two: statements, claims and names of the first go to the second, to which it then points."""
    demand(may_merge_speakers(actor), "not_a_member", NOT_A_MEMBER)
    if speaker_id == into_id:
        raise Refused("same_speaker", "These are one and the same already. Choose another speaker to merge into.")
    with transaction.atomic():
        rows = {one.pk: one for one in Speaker.objects.filter(pk__in=[speaker_id, into_id]).locked()}
        if len(rows) < 2:
            raise Missing("no_such_speaker", "One of these speakers is not in the register. Reload and choose again.")
        gone, stays = rows[speaker_id], rows[into_id]
        for one in (gone, stays):
            if one.merged_into_id:
                raise Refused("already_merged", f"{one} was merged before. Reload to see into whom.")
        # Claims before statements, each in one order: as correct_speaker does, so that neither waits for the other.
        claims = Claim.objects.filter(pk__in=_locked_of(Claim, gone)).update(speaker=stays)
        statements = Statement.objects.filter(pk__in=_locked_of(Statement, gone)).update(speaker=stays)
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


def save_speaker(
    *,
    actor: User,
    speaker_id: int | None = None,
    name: str,
    kind: str,
    role: str = "",
    disambiguation: str = "",
    same_as: str = "",
    aliases: Iterable[str] = (),
    now: datetime,
) -> Speaker:
    """Add a speaker to the register or change one. The name itself is always one of the aliases."""
    demand_lead(actor)
    name = " ".join(name.split())
    names = {fold_name(one): " ".join(one.split())[:300] for one in [*aliases, name] if fold_name(one)}
    key = fold_name(name)
    if not key:
        raise Invalid("This is no name.", {"name": ["Write the speaker's full name."]})
    if kind not in set(SpeakerKind):
        raise Invalid("There is no such kind.", {"kind": [f"Choose one of: {', '.join(SpeakerKind)}."]})
    with transaction.atomic():
        speaker = locked_row(Speaker, speaker_id)
        if speaker.merged_into_id:
            raise Refused("merged", f"{speaker} was merged into {speaker.merged_into}. Edit that one.")
        if speaker_id is None:
            speaker.created_at = now
        values = {
            "name": name, "key": key, "kind": str(kind), "role": role.strip(),
            "disambiguation": disambiguation.strip(), "same_as": same_as.strip(),
        }  # fmt: skip
        save_row(
            actor=actor, row=speaker, values=values, now=now,
            clash="Another speaker has this name. Tell them apart by a disambiguation, or merge them.",
        )  # fmt: skip
        before = {alias.key: alias.name for alias in speaker.aliases.all()}
        if before != names:
            speaker.aliases.exclude(key__in=names).delete()
            for one, spelling in names.items():
                SpeakerAlias.objects.update_or_create(speaker=speaker, key=one, defaults={"name": spelling})
            told = {"from": sorted(before.values()), "to": sorted(names.values())}
            record_event(actor=actor, verb="edit_aliases", subject=speaker, now=now, data=told)
    return speaker
