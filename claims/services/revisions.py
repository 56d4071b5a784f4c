"""What stood in a claim's texts when it was at an earlier revision: the common ancestor of two people's changes."""

from claims.models import Claim, Correction, Event, Verdict
from claims.services.verdicts import latest_verdict

TEXTS = ("summary", "rationale", "right_of_reply")


def wording_at(claim: Claim, revision: int | None) -> dict[str, str]:
    """The stand-alone wording and the kind of that revision, from the history. Not known: what stands there now."""
    then = wording_now(claim)
    if revision is not None:
        later = Event.objects.about("claim", claim.pk).filter(
            verb__in=("reword", "follow"), data__revision__gt=revision
        )
        # Going back in time, each rewording is undone.
        for event in later.order_by("-sequence"):
            for name, key in (("standalone", "from"), ("kind", "kind_from")):
                then[name] = str(event.data.get(key, then[name]))
    return then


def wording_now(claim: Claim) -> dict[str, str]:
    return {"standalone": claim.standalone, "kind": str(claim.kind)}


def verdict_texts_at(claim: Claim, revision: int | None, *, author_id: int) -> dict[str, str]:
    """The texts that the verdict form of ``author_id`` began with at that revision: those of the verdict that stood
    then, if it was theirs, else empty ones."""
    if revision is None:
        return dict.fromkeys(TEXTS, "")
    told = Event.objects.about("claim", claim.pk).filter(verb="record_verdict", data__revision__lte=revision)
    last = told.last()
    return _texts(Verdict.objects.filter(pk=last.data["verdict"], author=author_id).first() if last else None)


def published_texts_at(claim: Claim, revision: int | None) -> dict[str, str]:
    """The texts that readers saw at that revision: a correction was begun from those."""
    if revision is not None:
        changes = Event.objects.about("claim", claim.pk).filter(verb="correct", data__revision__gt=revision)
        if change := changes.first():
            correction = Correction.objects.select_related("before").get(pk=change.data["correction"])
            return _texts(correction.before)
    return _texts(latest_verdict(claim))


def texts_now(claim: Claim) -> dict[str, str]:
    """The texts of the verdict that counts now."""
    return _texts(latest_verdict(claim))


def _texts(verdict: Verdict | None) -> dict[str, str]:
    return {name: str(getattr(verdict, name, "") or "") for name in TEXTS}
