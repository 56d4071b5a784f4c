"""The Atom feeds of published checks and of what was changed in them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from claims.models import Occasion, Publication
from claims.services.publishing import public_address
from claims.views.public import public

ENTRIES = 50

if TYPE_CHECKING:
    PublicationFeed = Feed[Publication, None]
else:
    PublicationFeed = Feed  # generic for the type checker alone


class CheckFeed(PublicationFeed):
    """The newest versions; an entry keeps its id for good and its date of update moves with corrections."""

    feed_type = Atom1Feed
    title_template = None
    description_template = None

    def title(self) -> str:
        return f"{settings.PUBLISHER_NAME}: fact checks"

    def subtitle(self) -> str:
        return "What was claimed, by whom, and what is true."

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('claims:check-list')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('claims:check-feed')}"

    def feed_guid(self) -> str:
        return self.feed_url()

    def author_name(self) -> str:
        return str(settings.PUBLISHER_NAME)

    def items(self) -> Iterable[Publication]:
        return Publication.objects.current().newest_first()[:ENTRIES]

    def item_title(self, item: Publication) -> str:
        prefix = "" if item.occasion == Occasion.FIRST else f"{item.occasion.capitalize()}: "
        sample = "Sample: " if item.facts["is_sample"] else ""
        return f"{prefix}{sample}{item.facts['rating']['label']}: {item.facts['claim']}"

    def item_description(self, item: Publication) -> str:
        words = [item.note, item.facts["summary"]]
        return " ".join(word for word in words if word)

    def item_link(self, item: Publication) -> str:
        return public_address(item.slug)

    def item_guid(self, item: Publication) -> str:
        return public_address(item.slug)

    def item_pubdate(self, item: Publication) -> datetime:
        return datetime.fromisoformat(item.facts["published_at"])

    def item_updateddate(self, item: Publication) -> datetime:
        return item.published_at

    def item_categories(self, item: Publication) -> list[str]:
        return [item.facts["rating"]["label"]]


class CorrectionFeed(CheckFeed):
    """Every change after publication, each an entry of its own that is never changed."""

    def title(self) -> str:
        return f"{settings.PUBLISHER_NAME}: corrections"

    def subtitle(self) -> str:
        return "What we corrected, updated, clarified or took back, and why."

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('claims:correction-list')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('claims:correction-feed')}"

    def items(self) -> Iterable[Publication]:
        return Publication.objects.exclude(occasion=Occasion.FIRST).newest_first()[:ENTRIES]

    def item_description(self, item: Publication) -> str:
        return item.note

    def item_link(self, item: Publication) -> str:
        return f"{public_address(item.slug)}#corrections"

    def item_guid(self, item: Publication) -> str:
        return f"{public_address(item.slug)}#version-{item.number}"

    def item_pubdate(self, item: Publication) -> datetime:
        return item.published_at


_checks, _corrections = CheckFeed(), CorrectionFeed()


@public
def checks(request: HttpRequest) -> HttpResponse:
    return _checks(request)


@public
def corrections(request: HttpRequest) -> HttpResponse:
    return _corrections(request)
