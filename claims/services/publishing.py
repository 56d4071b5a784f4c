"""Publishing: freezing a check into what readers and machines get."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from claims.claimreview import Problem, claim_review, problems
from claims.errors import Refused
from claims.models import Claim, Correction, Occasion, Publication, User, Verdict
from claims.permissions import NOT_A_MEMBER, demand, demand_distance, is_member, may_publish_verdict
from claims.services.claimfacts import (
    change_facts,
    check_facts,
    evidence_record,
    freeze_facts,
    site_facts,
    site_hosts,
)
from claims.services.claims import demand_revision, lock_claim, move_claim
from claims.services.known import index_publication
from claims.services.rechecks import first_recheck
from claims.services.verdicts import latest_verdict
from claims.workflow import CLAIM_MOVES, ClaimStatus


@dataclass(frozen=True, slots=True)
class Draft:
    """A check as it would be published now, and what the validator says of it."""

    slug: str
    facts: dict[str, Any]
    json_ld: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[str]:
        """What forbids publishing, each with what to do."""
        return [one.message for one in self.problems if one.severity == "error"]

    @property
    def warnings(self) -> list[str]:
        """What the editor should weigh; none of it forbids publishing."""
        return [one.message for one in self.problems if one.severity == "warning"]


def publish_claim(*, actor: User, claim_id: int, revision: int | None = None, now: datetime) -> Publication:
    """Publish an approved claim. Publishing what is published already returns the publication that stands."""
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
        if claim.status in (ClaimStatus.PUBLISHED, ClaimStatus.CORRECTED):
            return claim.publications.get(is_current=True)
        demand_revision(claim, revision)
        verdict = _approved_verdict(actor, claim)
        demand_distance(actor, claim.pk, now=now)
        draft = _draft(claim, verdict, publisher=actor, now=now)
        if draft.errors:
            raise Refused(
                "not_publishable",
                "This check cannot be published as it is. " + " ".join(draft.errors),
                missing=draft.errors,
            )
        publication = Publication.objects.create(
            claim=claim, verdict=verdict, slug=draft.slug, number=1, occasion=Occasion.FIRST, facts=draft.facts,
            json_ld=draft.json_ld, published_by=actor, published_at=now,
        )  # fmt: skip
        index_publication(publication)
        told = {"publication": publication.pk, "slug": draft.slug, "number": 1}
        move_claim(claim, "publish", actor=actor, now=now, told=told, recheck_on=first_recheck(now=now))
    return publication


def preview_check(*, actor: User, claim: Claim, now: datetime) -> Draft:
    """What publishing would give readers at this moment. Refuses whom and when publishing would refuse."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    return _draft(claim, _approved_verdict(actor, claim), publisher=actor, now=now)


def _approved_verdict(actor: User, claim: Claim) -> Verdict:
    verdict = latest_verdict(claim)
    if verdict is None or claim.status not in CLAIM_MOVES["publish"].before:
        raise CLAIM_MOVES.refusal("publish", claim.status)
    demand(
        may_publish_verdict(actor, verdict),
        "may_not_publish",
        "Publishing takes an editor, and not the one who wrote the verdict. Ask another editor.",
    )
    return verdict


def _draft(claim: Claim, verdict: Verdict, *, publisher: User, now: datetime) -> Draft:
    slug = f"{slugify(claim.standalone)[:80].rstrip('-') or 'check'}-{claim.pk}"
    facts = freeze_facts(claim=claim, verdict=verdict, publisher=publisher, now=now)
    json_ld = claim_review(check_facts(facts, url=public_address(slug)), site_facts())
    found = problems(json_ld, site_hosts=site_hosts(), evidence=evidence_record(claim))
    return Draft(slug=slug, facts=facts, json_ld=json_ld, problems=tuple(found))


def correction_draft(correction: Correction, *, publisher: User, now: datetime) -> Draft:
    """The check as this change would leave it. A retraction leaves all as it was published, and says so."""
    claim = correction.claim
    versions = list(claim.publications.order_by("number"))
    current = next(one for one in versions if one.is_current)
    if correction.occasion == Occasion.RETRACTION:
        facts = dict(current.facts)
    else:
        facts = freeze_facts(claim=claim, verdict=correction.after, publisher=publisher, now=now)
    facts |= {
        "published_at": versions[0].facts["published_at"],
        "modified_at": now.isoformat(),
        "is_retracted": correction.occasion == Occasion.RETRACTION,
        "changes": [*current.facts.get("changes", []), change_facts(correction, now=now)],
    }
    json_ld = claim_review(check_facts(facts, url=public_address(current.slug)), site_facts())
    # What is taken back need not be fit to publish.
    is_leaving = correction.occasion == Occasion.RETRACTION
    found = [] if is_leaving else problems(json_ld, site_hosts=site_hosts(), evidence=evidence_record(claim))
    return Draft(slug=current.slug, facts=facts, json_ld=json_ld, problems=tuple(found))


def public_address(slug: str) -> str:
    """Where readers find a check."""
    return f"{settings.SITE_URL}{reverse('claims:check-detail', args=[slug])}"
