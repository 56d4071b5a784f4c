"""An entry of the index, whether others or we ourselves checked it: one shape for page, API and evidence."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from claims.models import KnownClaim


@dataclass(frozen=True, slots=True)
class Origin:
    """A published check. ``meaning`` is a code of the truth axis, of what lies off it, or empty when unknown."""

    is_ours: bool
    publisher: str
    site: str
    url: str
    title: str
    label: str
    meaning: str
    reviewed_on: date | None
    language: str
    is_withdrawn: bool


def origin_of(entry: KnownClaim) -> Origin:
    """Wants the entry with ``with_origin()``, or asks the database for what is missing."""
    check = entry.check_of_others
    if check is not None:
        return Origin(
            is_ours=False,
            publisher=check.publisher,
            site=check.site,
            url=check.url,
            title=check.title,
            label=check.label,
            meaning=check.meaning,
            reviewed_on=check.reviewed_on,
            language=check.language,
            is_withdrawn=check.withdrawn_at is not None,
        )
    publication = entry.publication
    if publication is None:
        raise ValueError(f"entry {entry.pk} of the index has no origin")
    rating = publication.verdict.rating
    return Origin(
        is_ours=True,
        publisher=settings.SITE_NAME,
        site="",
        url=f"{settings.SITE_URL}{reverse('claims:check-detail', args=[publication.slug])}",
        title="",
        label=rating.label,
        meaning=rating.truth,
        reviewed_on=publication.published_at.date(),
        language=str(publication.json_ld.get("inLanguage", "")),
        is_withdrawn=False,
    )
