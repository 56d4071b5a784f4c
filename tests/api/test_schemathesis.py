"""Every operation of the schema with generated data, valid and not, against real rows: nothing may contradict it."""

from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
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


@pytest.fixture
def rows(transactional_safe: None, db: None) -> dict[str, Any]:
    """One row at least of every kind, and the token of somebody who may do everything."""
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
    return {
        "token": api_for(chief).headers["Authorization"],
        "claim_id": [claim.pk for claim in claims],
        "article_id": [article.pk, waiting.pk],
        "slug": [claims[-1].publications.get().slug],
    }


@pytest.fixture
def transactional_safe() -> Any:
    """Generated requests come faster than any caller may send them."""
    with override_settings(
        REST_FRAMEWORK=settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"burst": "1000000/min"}}
    ):
        yield


# The rows are shared by all requests of an operation on purpose: what one changes, the next one meets.
@pytest.mark.slow
@hypothesis_settings(suppress_health_check=list(HealthCheck), deadline=None)
@schema.parametrize()
def test_the_schema_is_kept(case: schemathesis.Case, rows: dict[str, Any]) -> None:
    for name, value in list((case.path_parameters or {}).items()):
        if name == "slug" and len(value) % 2:
            case.path_parameters[name] = rows["slug"][0]
        elif isinstance(value, int):
            case.path_parameters[name] = rows[name][value % len(rows[name])]
    case.call_and_validate(headers={"Authorization": rows["token"]})
