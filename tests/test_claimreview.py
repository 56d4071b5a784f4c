"""Each rule of the markup by name: what is written, and what the check of it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.claimreview import (
    CheckFacts,
    CorrectionFacts,
    EvidenceFacts,
    SiteFacts,
    SpeakerFacts,
    SpeakerKind,
    Visibility,
    claim_review,
    problems,
    script_json,
)

HOSTS = {"checks.example.org"}
SITE = SiteFacts(
    name="Orrin Desk",
    url="https://checks.example.org/",
    policies={
        "publishingPrinciples": "https://checks.example.org/methodology/",
        "correctionsPolicy": "https://checks.example.org/corrections/",
        "masthead": "",
    },
)
QUILL = SpeakerFacts(
    name="Dorothea Quill",
    kind=SpeakerKind.PERSON,
    same_as=("https://wikidata.example/Q1",),
    job_title="Head of the harbour board",
)
STATISTICS = EvidenceFacts(
    title="Ferry passengers 2025",
    url="https://statistics.example/ferry",
    archived_url="https://archive.example/1/ferry",
    publisher="Statistics Orrin",
    published_on=date(2026, 1, 20),
    visibility=Visibility.PUBLIC,
    is_primary=True,
    group="statistics",
)
HERALD = EvidenceFacts(
    title="Herald report", url="https://herald.example/a", visibility=Visibility.PUBLIC, group="herald"
)
TIP = EvidenceFacts(
    title="A letter from inside",
    url="https://drop.example/letter",
    archived_url="https://drop.example/copy",
    visibility=Visibility.PRIVATE,
)
CHECK = CheckFacts(
    url="https://checks.example.org/checks/ferry-passengers/",
    claim="The ferry carried 412,000 people in 2025.",
    speaker=QUILL,
    said_on=date(2026, 2, 3),
    said_at="Press conference in Ambleton",
    first_appearance="https://courier.example/ferry",
    appearances=("https://courier.example/ferry", "https://post.example/b", "https://post.example/b"),
    rating="Mostly true",
    truth=4,
    explanation="The count is right but includes crews.",
    published_at=datetime(2026, 2, 5, 10, 0, 0, 123, tzinfo=UTC),
    modified_at=datetime(2026, 2, 6, 11, 0, tzinfo=timezone(timedelta(hours=1))),
    language="en-GB",
    evidence=(STATISTICS, HERALD, TIP),
)


def markup(check: CheckFacts = CHECK, site: SiteFacts = SITE, **changes: Any) -> dict[str, Any]:
    return claim_review(replace(check, **changes), site)


def codes(json_ld: Mapping[str, Any], **context: Any) -> dict[str, str]:
    """Code to severity."""
    return {problem.code: problem.severity for problem in problems(json_ld, site_hosts=HOSTS, **context)}


# --- what is written -------------------------------------------------------------------------------------------------


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


# --- what the check says: errors -------------------------------------------------------------------------------------


def without(json_ld: dict[str, Any], *path: str) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(json_ld))
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return copy


def with_rating(**numbers: Any) -> dict[str, Any]:
    json_ld = markup()
    return {**json_ld, "reviewRating": {**json_ld["reviewRating"], **numbers}}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (("@type",), "type_missing"),
        (("url",), "url_missing"),
        (("claimReviewed",), "claim_missing"),
        (("reviewRating", "alternateName"), "label_missing"),
        (("reviewRating",), "label_missing"),
        (("author",), "publisher_missing"),
    ],
)
def test_missing_part_is_an_error(path: tuple[str, ...], code: str) -> None:
    assert codes(without(markup(), *path))[code] == "error"


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/checks/1/",
        "https://evilchecks.example.org/",
        "https://checks.example.org.evil.example/",
        "https://short.example/x",
        "//checks.example.org/1/",
        "javascript:checks.example.org",
        "http://[checks.example.org/",
    ],
)
def test_address_outside_the_site_is_an_error(url: str) -> None:
    assert codes(markup(url=url))["url_foreign"] == "error"


@pytest.mark.parametrize(
    "url",
    [
        "https://checks.example.org/1/#finding",
        "https://CHECKS.example.org/1/",
        "https://m.checks.example.org/1/",
        "http://checks.example.org:8000/1/",
    ],
)
def test_address_on_the_site_or_below_it_passes(url: str) -> None:
    assert "url_foreign" not in codes(markup(url=url))


@pytest.mark.parametrize(
    "numbers",
    [
        {"worstRating": 0},
        {"worstRating": 5, "bestRating": 1},
        {"bestRating": 1},
        {"ratingValue": 6},
        {"ratingValue": "4"},
        {"ratingValue": 3.5},
        {"ratingValue": True},
        {"ratingValue": None},
        {"bestRating": None},
        {"ratingValue": -1},
    ],
)
def test_broken_numbers_are_an_error(numbers: dict[str, Any]) -> None:
    assert codes(with_rating(**numbers))["rating_broken"] == "error"


@pytest.mark.parametrize(
    "author",
    [
        {"@type": "Organization", "name": "ORRIN desk"},
        {"@type": "Organization", "name": "Other", "url": "http://www.checks.example.org"},
        {"@type": "Organization", "name": "Other", "sameAs": ["https://checks.example.org"]},
        [{"@type": "Person", "name": "Dorothea Quill"}, {"@type": "Organization", "name": "Orrin Desk"}],
        "Orrin Desk",
    ],
)
def test_claim_by_the_publisher_is_an_error(author: object) -> None:
    json_ld = markup()
    json_ld["itemReviewed"]["author"] = author
    assert codes(json_ld)["author_is_publisher"] == "error"


@pytest.mark.parametrize("leak", ["https://drop.example/letter", "https://drop.example/copy"])
def test_withheld_address_anywhere_is_an_error(leak: str) -> None:
    assert codes(markup(explanation=f"See {leak}."), evidence=CHECK.evidence)["evidence_private"] == "error"


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.7/scan.pdf",
        "https://files.internal/a",
        "http://nas/a",
        "file:///letters/1.pdf",
        "http://[::1]/",
    ],
)
def test_cited_address_inside_some_network_is_an_error(url: str) -> None:
    leaked = markup(evidence=(replace(STATISTICS, url=url),))
    assert codes(leaked)["evidence_private"] == "error"


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("False: the bridge is closed", "False"),
        ("The bridge is closed – false", "False"),
        ("The bridge is closed (FALSE)", "False"),
        ("It is False that the bridge is closed", "False"),
        ("false", "False"),
        ("A mostly true story about the bridge", "Mostly true"),
    ],
)
def test_verdict_inside_the_claim_is_an_error(claim: str, label: str) -> None:
    assert codes(markup(claim=claim, rating=label))["verdict_in_claim"] == "error"


def test_claim_that_happens_to_use_the_word_is_only_a_warning() -> None:
    found = codes(markup(claim="The mayor gave false figures to the board.", rating="False"))
    assert found["verdict_word_in_claim"] == "warning"
    assert "verdict_in_claim" not in found


@pytest.mark.parametrize("claim", ["Falsehoods were told.", "The bridge is untrue to plan."])
def test_part_of_a_word_is_no_verdict(claim: str) -> None:
    found = codes(markup(claim=claim, rating="True")) | codes(markup(claim=claim, rating="False"))
    assert not {"verdict_in_claim", "verdict_word_in_claim"} & set(found)


@pytest.mark.parametrize("missing", [CHECK.claim, CHECK.rating, CHECK.explanation])
def test_page_that_does_not_show_what_the_markup_says_is_an_error(missing: str) -> None:
    page = f"{CHECK.claim} {CHECK.rating} {CHECK.explanation}".replace(missing, "")
    assert codes(markup(), page_text=page) == {"page_disagrees": "error"}


# --- what the check says: warnings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"first_appearance": "", "appearances": ()}, "no_appearance"),
        ({"said_on": None}, "no_claim_date"),
        ({"claim": "x" * 76}, "claim_long"),
        ({"speaker": replace(QUILL, same_as=())}, "no_same_as"),
        ({"language": ""}, "no_language"),
        ({"explanation": ""}, "no_explanation"),
        ({"evidence": (STATISTICS,)}, "few_sources"),
        ({"evidence": ()}, "few_sources"),
    ],
)
def test_missing_recommendation_is_a_warning(changes: dict[str, Any], code: str) -> None:
    assert codes(markup(**changes)) == {code: "warning"}


@pytest.mark.parametrize(
    "changes",
    [
        {"first_appearance": ""},
        {"appearances": ()},
        {"claim": "x" * 75},
        {"speaker": None},
    ],
)
def test_enough_is_enough(changes: dict[str, Any]) -> None:
    assert codes(markup(**changes), evidence=CHECK.evidence) == {}


def test_copies_of_one_source_count_once() -> None:
    copies = (STATISTICS, replace(STATISTICS, title="Reprint", url="https://other.example/reprint"))
    assert codes(markup(evidence=copies), evidence=copies) == {"few_sources": "warning"}
    # Without the record the markup's publisher tells as much.
    assert codes(markup(evidence=copies)) == {"few_sources": "warning"}
    apart = tuple(replace(source, group="") for source in copies)
    assert codes(markup(evidence=apart), evidence=apart) == {}


def test_only_second_hand_sources_need_a_reason() -> None:
    second_hand = (replace(STATISTICS, is_primary=False), HERALD)
    assert codes(markup(evidence=second_hand), evidence=second_hand) == {"no_primary": "warning"}
    reasoned = (replace(second_hand[0], reason_not_primary="The register is closed until May."), HERALD)
    assert codes(markup(evidence=reasoned), evidence=reasoned) == {}


def test_errors_come_first_and_every_message_is_a_sentence() -> None:
    found = problems({}, site_hosts=HOSTS)
    severities = [problem.severity for problem in found]
    assert severities == sorted(severities)
    assert {"error", "warning"} == set(severities)
    assert all(problem.message.endswith(".") for problem in found)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["@type", "url", "claimReviewed", "author", "reviewRating", "itemReviewed", "citation", "inLanguage"]
        ),
        _JSON
        | st.fixed_dictionaries(
            {"author": _JSON, "name": _JSON, "url": _JSON, "sameAs": _JSON, "alternateName": _JSON}
        ),
    )
)
def test_odd_markup_is_judged_and_never_raises(json_ld: dict[str, Any]) -> None:
    assert problems(json_ld, site_hosts=HOSTS, evidence=CHECK.evidence, page_text="x")
