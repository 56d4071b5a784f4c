"""One check of an invented desk, as its markup is made from, and what is said of such markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from claims.claimreview import (
    CheckFacts,
    EvidenceFacts,
    SiteFacts,
    SpeakerFacts,
    SpeakerKind,
    Visibility,
    claim_review,
    problems,
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
