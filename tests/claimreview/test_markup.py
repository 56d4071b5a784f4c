"""What is written into the markup of a check, rule by rule."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.claimreview import (
    CheckFacts,
    CorrectionFacts,
    EvidenceFacts,
    SpeakerFacts,
    SpeakerKind,
    Visibility,
    claim_review,
    script_json,
)
from tests.claimreview.facts import CHECK, QUILL, SITE, STATISTICS, TIP, codes, markup


def test_whole_markup() -> None:
    assert markup() == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://checks.example.org/checks/ferry-passengers/",
        "claimReviewed": "The ferry carried 412,000 people in 2025.",
        "author": {
            "@type": "NewsMediaOrganization",
            "name": "Orrin Desk",
            "url": "https://checks.example.org/",
            "publishingPrinciples": "https://checks.example.org/methodology/",
            "correctionsPolicy": "https://checks.example.org/corrections/",
        },
        "datePublished": "2026-02-05T10:00:00+00:00",
        "dateModified": "2026-02-06T11:00:00+01:00",
        "inLanguage": "en-GB",
        "reviewRating": {
            "@type": "Rating",
            "alternateName": "Mostly true",
            "ratingValue": 4,
            "bestRating": 5,
            "worstRating": 1,
            "ratingExplanation": "The count is right but includes crews.",
        },
        "itemReviewed": {
            "@type": "Claim",
            "name": "Press conference in Ambleton",
            "author": {
                "@type": "Person",
                "name": "Dorothea Quill",
                "jobTitle": "Head of the harbour board",
                "sameAs": "https://wikidata.example/Q1",
            },
            "datePublished": "2026-02-03",
            "firstAppearance": {"@type": "CreativeWork", "url": "https://courier.example/ferry"},
            "appearance": [{"@type": "CreativeWork", "url": "https://post.example/b"}],
        },
        "citation": [
            {
                "@type": "CreativeWork",
                "name": "Ferry passengers 2025",
                "url": "https://statistics.example/ferry",
                "archivedAt": "https://archive.example/1/ferry",
                "publisher": {"@type": "Organization", "name": "Statistics Orrin"},
                "datePublished": "2026-01-20",
            },
            {"@type": "CreativeWork", "name": "Herald report", "url": "https://herald.example/a"},
        ],
    }


def test_whole_markup_has_no_problem() -> None:
    page = f"{CHECK.claim} Mostly\n true. {CHECK.explanation}"
    assert codes(markup(), evidence=CHECK.evidence, page_text=page) == {}


def test_verdict_off_the_truth_axis_carries_a_label_only() -> None:
    rating = markup(rating="Missing context", truth=None)["reviewRating"]
    assert rating == {
        "@type": "Rating",
        "alternateName": "Missing context",
        "ratingExplanation": "The count is right but includes crews.",
    }


@pytest.mark.parametrize("truth", [1, 2, 3, 4, 5])
def test_scale_is_never_upside_down(truth: int) -> None:
    rating = markup(truth=truth)["reviewRating"]
    assert (rating["worstRating"], rating["ratingValue"], rating["bestRating"]) == (1, truth, 5)


@pytest.mark.parametrize("truth", [0, 6, -1])
def test_truth_off_the_scale_is_a_programming_error(truth: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 5"):
        markup(truth=truth)


@pytest.mark.parametrize(
    "speaker",
    [None, SpeakerFacts(name="officials", kind=SpeakerKind.UNNAMED), replace(QUILL, kind=SpeakerKind.DOCUMENT)],
)
def test_claim_without_a_nameable_author_has_none(speaker: SpeakerFacts | None) -> None:
    assert "author" not in markup(speaker=speaker)["itemReviewed"]


def test_organisation_is_an_author_without_a_job() -> None:
    outlet = SpeakerFacts(name="Orrin Herald", kind=SpeakerKind.ORGANISATION, job_title="ignored")
    assert markup(speaker=outlet)["itemReviewed"]["author"] == {"@type": "Organization", "name": "Orrin Herald"}


def test_several_reference_addresses_are_a_list() -> None:
    speaker = replace(QUILL, same_as=("https://a.example/", "https://b.example/"))
    assert markup(speaker=speaker)["itemReviewed"]["author"]["sameAs"] == ["https://a.example/", "https://b.example/"]


def test_long_claim_is_never_cut() -> None:
    claim = "The ferry " + "very " * 100 + "often sails."
    assert markup(claim=claim)["claimReviewed"] == claim


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.SUMMARY_ONLY])
def test_withheld_source_leaves_no_trace(visibility: Visibility) -> None:
    text = json.dumps(markup(evidence=(STATISTICS, replace(TIP, visibility=visibility))))
    assert "letter" not in text
    assert "drop.example" not in text


def test_source_without_an_address_is_cited_by_its_title() -> None:
    interview = EvidenceFacts(title="Interview with the harbour master", visibility=Visibility.PUBLIC)
    assert markup(evidence=(interview,))["citation"] == [
        {"@type": "CreativeWork", "name": "Interview with the harbour master"}
    ]


def test_corrections_are_listed_in_order() -> None:
    first = CorrectionFacts(text="The year was wrong.", made_at=datetime(2026, 2, 6, tzinfo=UTC))
    second = CorrectionFacts(text="A name was wrong.", made_at=datetime(2026, 2, 7, tzinfo=UTC))
    assert markup(corrections=(first, second))["correction"] == [
        {"@type": "CorrectionComment", "text": "The year was wrong.", "datePublished": "2026-02-06T00:00:00+00:00"},
        {"@type": "CorrectionComment", "text": "A name was wrong.", "datePublished": "2026-02-07T00:00:00+00:00"},
    ]


def test_licence_of_the_markup_names_its_publisher_and_date() -> None:
    site = replace(SITE, licence="https://licences.example/by/4.0/")
    found = markup(site=site)
    assert found["sdLicense"] == "https://licences.example/by/4.0/"
    assert found["sdPublisher"] == {"@type": "Organization", "name": SITE.name, "url": SITE.url}
    assert found["sdDatePublished"] == found["dateModified"]


def test_publisher_without_policies_is_a_plain_organisation() -> None:
    site = replace(SITE, policies={})
    assert markup(site=site)["author"] == {"@type": "Organization", "name": SITE.name, "url": SITE.url}


def test_unknown_policy_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="petPolicy"):
        markup(site=replace(SITE, policies={"petPolicy": "https://checks.example.org/pets/"}))


def test_moment_without_zone_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="time zone"):
        markup(published_at=datetime(2026, 2, 5))  # noqa: DTZ001


def test_nothing_unknown_is_written() -> None:
    bare = CheckFacts(
        url="https://checks.example.org/c/1/",
        claim="It rained.",
        rating="False",
        truth=1,
        explanation="",
        published_at=CHECK.published_at,
        modified_at=CHECK.modified_at,
        language="",
    )
    text = json.dumps(claim_review(bare, SITE))
    assert "null" not in text
    assert '""' not in text
    assert "[]" not in text
    assert claim_review(bare, SITE)["itemReviewed"] == {"@type": "Claim"}


@given(st.text(), st.text(min_size=1))
def test_script_element_cannot_be_ended_by_any_text(claim: str, label: str) -> None:
    json_ld = markup(claim=claim + "</script><script>alert(1)//", rating=label + "<!--")
    written = script_json(json_ld)
    assert not set("<>&") & set(written)
    assert json.loads(written) == json_ld
