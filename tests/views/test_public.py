"""The pages for readers: what was frozen and nothing else, cacheable, without cookies, and the same as the markup."""

import json
import re
from datetime import timedelta
from functools import partial
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django.fixtures import Settings

from claims.claimreview import problems
from claims.models import Claim, Disclosure, Outlet, Publication, User
from claims.services import articles, claims, publishing, sources
from claims.services.claimfacts import site_hosts
from tests import builders
from tests.views.conftest import CountQueries

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def check(reviewer: User, second: User, editor: User) -> Publication:
    return builders.make_published_claim(reviewer, second, editor).publications.get()


def page_of(check: Publication) -> str:
    answer = Client().get(reverse("claims:check-detail", args=[check.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def data_blocks(page: str) -> list[dict[str, object]]:
    return [
        json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    ]


def visible_text(page: str) -> str:
    return unescape(strip_tags(re.sub(r"<(script|style|title)\b.*?</\1>", "", page, flags=re.DOTALL)))


def test_page_shows_claim_verdict_evidence_and_who_did_it(check: Publication) -> None:
    text = visible_text(page_of(check))
    facts = check.facts
    assert facts["claim"] in text
    assert facts["rating"]["label"] in text
    assert facts["summary"] in text
    assert facts["rationale"] in text
    assert facts["right_of_reply"] in text
    for piece in facts["evidence"]:
        assert piece["title"] in text
        assert piece["passage"] in text
    assert "None so far." in text
    for name in ("Rita", "Sam", "Edda"):
        assert name in text


def test_page_carries_exactly_one_claimreview_the_one_that_was_stored(check: Publication) -> None:
    assert data_blocks(page_of(check)) == [check.json_ld]


def test_markup_agrees_with_what_readers_see(check: Publication) -> None:
    found = problems(check.json_ld, site_hosts=site_hosts(), page_text=visible_text(page_of(check)))
    assert [one for one in found if one.severity == "error"] == []
    rating = check.json_ld["reviewRating"]
    text = visible_text(page_of(check))
    for words in (check.json_ld["claimReviewed"], rating["alternateName"], rating["ratingExplanation"]):
        assert words in text


def test_markup_that_contradicts_the_page_would_be_found(check: Publication) -> None:
    forged = check.json_ld | {"claimReviewed": "Norland built no bridges at all."}
    found = problems(forged, site_hosts=site_hosts(), page_text=visible_text(page_of(check)))
    assert "page_disagrees" in [one.code for one in found]


def test_list_puts_no_claimreview_in_its_markup(check: Publication) -> None:
    page = Client().get(reverse("claims:check-list")).content.decode()
    assert check.facts["claim"] in unescape(page)
    assert data_blocks(page) == []


def test_hostile_words_cannot_leave_the_data_block_or_the_page(reviewer: User, second: User, editor: User) -> None:
    hostile = "</script><script>alert(1)</script> <!-- & bridges"
    claim = builders.make_held_claim(reviewer)
    claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone=hostile, now=builders.NOW)
    builders.hand_in(reviewer, claim)
    claim = builders.approve_and_publish(claim, second, editor)
    check = claim.publications.get()
    page = page_of(check)
    assert "<script>alert" not in page
    blocks = data_blocks(page)
    assert len(blocks) == 1
    assert blocks[0]["claimReviewed"] == hostile


def test_claim_in_the_outlets_own_voice_is_the_outlets(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_approved_claim(reviewer, second)
    Claim.objects.get(pk=claim.pk).article.__class__.objects.filter(pk=claim.article_id).update(
        outlet=Outlet.objects.create(name="Tagwerk")
    )
    check = publishing.publish_claim(actor=editor, claim_id=claim.pk, now=builders.NOW)
    assert check.json_ld["itemReviewed"]["author"] == {"@type": "Organization", "name": "Tagwerk"}
    assert "Tagwerk" in visible_text(page_of(check))


def test_claim_of_nobody_known_has_no_author(check: Publication) -> None:
    assert "author" not in check.json_ld["itemReviewed"]


def test_withheld_sources_stay_out_of_page_and_markup(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_held_claim(reviewer)
    for disclosure in (Disclosure.PRIVATE, Disclosure.SUMMARY_ONLY):
        sources.add_evidence(
            actor=reviewer, claim_id=claim.pk, url=f"https://secret-{disclosure.value.replace('_', '-')}.example.org/x",
            title=f"Secret {disclosure}", passage="Secret passage", note=f"What {disclosure} shows.", stance="supports",
            disclosure=disclosure, now=builders.NOW,
        )  # fmt: skip
    builders.hand_in(reviewer, claim)
    check = builders.approve_and_publish(claim, second, editor).publications.get()
    page = page_of(check)
    everything = page + json.dumps(check.facts) + json.dumps(check.json_ld)
    assert "Secret" not in everything
    assert "secret-" not in everything
    assert "What summary_only shows." in page
    assert "What private shows." not in everything


def test_links_lead_to_the_passage(check: Publication) -> None:
    page = page_of(check)
    assert "#:~:text=The%20register%20lists%20them%20all." in page
    for link in re.findall(r'<a href="https://(?:registry|gazette)[^>]*>', page):
        assert "noopener" in link


def test_page_shows_what_was_frozen_and_not_what_changed_since(check: Publication) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET standalone = 'Changed since.' WHERE id = %s", [check.claim_id])
    assert "Changed since." not in page_of(check)


def test_unknown_check_is_not_found() -> None:
    assert Client().get("/checks/no-such-check-1/").status_code == 404
    assert Client().get("/checks/no-such-check-1/claimreview.json").status_code == 404


@pytest.mark.parametrize("name", ["check-list", "check-detail", "check-jsonld", "check-feed", "methodology"])
def test_public_pages_need_nobody_set_no_cookies_and_can_be_cached(name: str, check: Publication) -> None:
    where = reverse(f"claims:{name}", args=[check.slug] if name in ("check-detail", "check-jsonld") else [])
    answer = Client().get(where)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "public" in answer["Cache-Control"]
    again = Client().get(where, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    if name != "methodology":
        assert answer["Last-Modified"]
    assert Client().post(where).status_code == 405


def test_signed_in_people_get_the_same_page_as_everybody(check: Publication, editor: User) -> None:
    client = Client()
    client.force_login(editor)
    where = reverse("claims:check-detail", args=[check.slug])
    assert client.get(where).content == Client().get(where).content


def test_program_gets_the_markup_from_anywhere(check: Publication) -> None:
    answer = Client().get(reverse("claims:check-jsonld", args=[check.slug]))
    assert answer["Content-Type"] == "application/ld+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.content) == check.json_ld


def test_list_shows_newest_first_a_page_at_a_time(reviewer: User, second: User, editor: User) -> None:
    for minute in range(32):
        builders.make_published_claim(reviewer, second, editor, now=builders.NOW + timedelta(minutes=minute))
    client = Client()
    first = client.get(reverse("claims:check-list")).content.decode()
    slugs = re.findall(r'href="/checks/([a-z0-9-]+)/"', first)
    wanted = list(Publication.objects.order_by("-published_at").values_list("slug", flat=True))
    assert slugs == wanted[:30]
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second_page = client.get(reverse("claims:check-list") + unescape(older[1])).content.decode()
    assert re.findall(r'href="/checks/([a-z0-9-]+)/"', second_page) == wanted[30:]
    assert 'rel="next"' not in second_page


@pytest.mark.parametrize("before", ["x", "2026-01-01T00:00:00_1", "2026-13-01T00:00:00+00:00_1", "_", "2026-01-01_9"])
def test_made_up_place_in_the_list_is_not_found(before: str) -> None:
    assert Client().get(reverse("claims:check-list"), {"before": before}).status_code == 404


def test_list_needs_as_many_queries_for_many_checks_as_for_one(
    reviewer: User, second: User, editor: User, count_queries: CountQueries
) -> None:
    builders.make_published_claim(reviewer, second, editor)
    client = Client()
    addresses = [reverse("claims:check-list"), reverse("claims:check-feed")]
    one = [count_queries(partial(client.get, where)) for where in addresses]
    for _ in range(12):
        builders.make_published_claim(reviewer, second, editor)
    assert [count_queries(partial(client.get, where)) for where in addresses] == one
    assert one == [1, 1]


def test_feed_has_stable_ids_and_dates(check: Publication) -> None:
    answer = Client().get(reverse("claims:check-feed"))
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)  # noqa: S314 - our own
    entries = feed.findall("a:entry", ATOM)
    assert len(entries) == 1
    assert entries[0].findtext("a:id", None, ATOM) == publishing.public_address(check.slug)
    assert entries[0].findtext("a:updated", None, ATOM) == check.published_at.isoformat()
    assert entries[0].findtext("a:title", None, ATOM) == f"{check.facts['rating']['label']}: {check.facts['claim']}"
    assert feed.findtext("a:id", None, ATOM) == publishing.public_address("x").replace("x/", "feed.atom")
    assert feed.findtext("a:updated", None, ATOM) == check.published_at.isoformat()


def test_sample_checks_say_that_they_are_samples(reviewer: User, second: User, editor: User) -> None:
    submission = articles.Submission(text="Norland built 7 bridges.")
    article = articles.submit_article(actor=reviewer, submission=submission, is_sample=True, now=builders.NOW).article
    claim = claims.add_claim(
        actor=reviewer, version_id=article.versions.get().pk, start=0, end=24, now=builders.NOW
    )  # fmt: skip
    claims.take_claim(actor=reviewer, claim_id=claim.pk, now=builders.NOW)
    check = builders.approve_and_publish(builders.hand_in(reviewer, claim), second, editor).publications.get()
    assert "A sample." in page_of(check)
    assert "Sample" in visible_text(Client().get(reverse("claims:check-list")).content.decode())
    assert "Sample: " in Client().get(reverse("claims:check-feed")).content.decode()


def test_methodology_tells_what_each_rating_needs(db: None, settings: Settings) -> None:
    settings.CORRECTIONS_CONTACT = "corrections@tagwerk.example"
    text = " ".join(visible_text(Client().get(reverse("claims:methodology")).content.decode()).split())
    assert "Not accurate." in text
    assert (
        "2 sources, independent of each other, at least 1 of them primary, and a note whom we asked for a reply" in text
    )
    assert "Nobody approves or publishes a verdict of their own." in text
    assert "corrections@tagwerk.example" in text
