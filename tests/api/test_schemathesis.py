"""Every operation of the schema with generated data, valid and not, against real rows: nothing may contradict it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from schemathesis.config import (
    ChecksConfig,
    FuzzingPhaseConfig,
    GenerationConfig,
    PhasesConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)

from claims.models import Role
from claims.services import claims as services
from tests import builders
from tests.api.conftest import api_for

EXAMPLES = 12
# 422 and 412: well formed, but no schema can say which address may be fetched, or what a claim's tag is now.
ACCEPTED = ["2xx", "304", "403", "404", "409", "412", "422"]

config = SchemathesisConfig(
    seed=20260302,
    projects=ProjectsConfig(
        default=ProjectConfig(
            generation=GenerationConfig(max_examples=EXAMPLES, allow_x00=False, database="none"),
            checks=ChecksConfig(positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=ACCEPTED)),
            phases=PhasesConfig(fuzzing=FuzzingPhaseConfig()),
        )
    ),
)
schema = schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application(), config=config)


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """One row at least of every kind, and the token of somebody who may do everything; made once, then rolled back."""
    with django_db_blocker.unblock(), in_process(), transaction.atomic():
        yield make_rows()
        transaction.set_rollback(True)


@contextmanager
def in_process() -> Iterator[None]:
    """Requests run inside the transaction of the tests, and come faster than a caller may send them."""
    unlimited = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"burst": "1000000/min"}}
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    log = logging.getLogger("django_structlog")
    log.setLevel(logging.WARNING)
    with override_settings(REST_FRAMEWORK=unlimited):
        yield
    log.setLevel(logging.NOTSET)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def make_rows() -> dict[str, Any]:
    chief = builders.make_user("chief", Role.ADMINISTRATOR, Role.EDITOR, Role.REVIEWER)
    other, editor = builders.make_user("other"), builders.make_user("third", Role.EDITOR)
    article = builders.make_ready_article(other)
    proposed = list(article.claims.filter(status="proposed").order_by("id")[:2])
    dismissed = builders.make_claim(other)
    services.dismiss_claim(actor=other, claim_id=dismissed.pk, reason="opinion", now=builders.NOW)
    claims = [
        *proposed,
        builders.make_claim(other),
        dismissed,
        builders.make_held_claim(chief),
        builders.make_held_claim(other),
        builders.make_submitted_claim(other),
        builders.make_approved_claim(other, editor),
        builders.make_published_claim(other, editor, chief),
    ]
    waiting = builders.make_article(other, "A fact that waits.")
    match = builders.make_match(claims[2])
    appearance = builders.make_appearance(claims[2], claims[4])
    weights = builders.make_weights(chief)
    talked = builders.make_talked_claim(chief)
    claims.append(talked)
    kept = [builders.make_copy(other, claims[index]) for index in (2, 4)]
    noted = [builders.note_copy(other, capture.source) for capture in kept]
    return {
        "evidence_id": [capture.source.evidence.get().pk for capture in kept],
        "source_id": [capture.source_id for capture in kept],
        "capture_id": [capture.pk for capture in kept],
        "copy_id": [copy.pk for copy in noted],
        "token": api_for(chief).headers["Authorization"],
        "claim_id": [claim.pk for claim in claims],
        "article_id": [article.pk, waiting.pk],
        "match_id": [match.pk],
        "check_id": [match.known.check_of_others_id],
        "appearance_id": [appearance.pk],
        "weights_id": [weights.pk],
        "conflict_id": [builders.make_conflict(other, builders.make_claim(chief)).pk],
        "correction_id": [builders.make_correction(other, claims[8]).pk],
        "statement_id": [builders.make_statement(other, builders.make_claim(other)).pk],
        "view_id": [builders.make_view(chief).pk, builders.make_view(other).pk],
        "comment_id": [talked.comments.get().pk],
        "question_id": [talked.questions.get().pk],
        "reply_id": [talked.reply_requests.get().pk],
        "notice_id": [builders.make_notice(chief, talked).pk, builders.make_notice(other, talked).pk],
        "slug": [claims[8].publications.get().slug],
    }


# Each operation meets the rows as they were made; what one of its requests changes, the next one meets.
@pytest.mark.django_db
@pytest.mark.slow
@hypothesis_settings(suppress_health_check=list(HealthCheck), deadline=None)
@schema.parametrize()
def test_the_schema_is_kept(case: "schemathesis.Case[Any]", rows: dict[str, Any]) -> None:
    for name, value in list((case.path_parameters or {}).items()):
        if name == "slug" and isinstance(value, str) and len(value) % 2:
            case.path_parameters[name] = rows["slug"][0]
        elif isinstance(value, int):
            case.path_parameters[name] = rows[name][value % len(rows[name])]
    case.call_and_validate(headers={"Authorization": rows["token"]})
