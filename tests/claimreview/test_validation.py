"""What the check of the markup says, rule by rule."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.claimreview import problems
from tests.claimreview.facts import CHECK, HERALD, HOSTS, QUILL, STATISTICS, codes, markup

# --- errors ----------------------------------------------------------------------------------------------------------


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


# --- warnings --------------------------------------------------------------------------------------------------------


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
