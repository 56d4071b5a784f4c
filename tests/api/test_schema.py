"""The OpenAPI document: current, complete, and true of what is really answered."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from claims.models import Question, User
from claims.services import discussion, replies
from tests import builders
from tests.api.conftest import Api, api_for

COMMITTED = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
METHODS = ("get", "post", "patch", "put", "delete")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Generated now, with every warning an error."""
    out = tmp_path_factory.mktemp("schema") / "openapi.yaml"
    call_command("spectacular", file=str(out), validate=True, fail_on_warn=True)
    made: dict[str, Any] = yaml.safe_load(out.read_text(encoding="utf-8"))
    return made


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, item[method]) for path, item in document["paths"].items() for method in METHODS if method in item
    ]


def test_the_committed_schema_is_current(document: dict[str, Any]) -> None:
    """When this fails: manage.py spectacular --file docs/openapi.yaml, and look at what the difference breaks."""
    assert yaml.safe_load(COMMITTED.read_text(encoding="utf-8")) == document


def test_every_operation_is_complete(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    found = operations(document)
    names = [operation["operationId"] for _, _, operation in found]
    assert len(set(names)) == len(names) >= 27
    for path, method, operation in found:
        assert not path.endswith("/"), path
        assert operation["summary"], path
        codes = set(operation["responses"])
        public = {} in operation["security"]
        assert ({"401", "403"} <= codes) != public, (path, method)
        assert "429" in codes
        for code, response in operation["responses"].items():
            assert response["description"]
            if code >= "400":
                shape = response["content"]["application/problem+json"]["schema"]
                assert shape == {"$ref": "#/components/schemas/Problem"}, (path, code)
        if "requestBody" in operation:
            assert {"400", "413", "415"} <= codes
            reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            body = document["components"]["schemas"][reference.rpartition("/")[2]]
            assert body["additionalProperties"] is False, path


def test_scopes_stand_beside_the_operations(document: dict[str, Any]) -> None:
    bearer = document["components"]["securitySchemes"]["bearer"]
    assert (bearer["type"], bearer["scheme"]) == ("http", "bearer")
    take = document["paths"]["/api/v1/claims/{claim_id}/take"]["post"]
    assert take["security"] == [{"bearer": ["claims:write"]}, {"session": []}]


def test_the_schema_is_served_as_yaml_and_json(document: dict[str, Any]) -> None:
    anyone = Client()
    served = anyone.get("/api/schema/")
    assert yaml.safe_load(served.content) == document
    as_json = anyone.get("/api/schema/", headers={"Accept": "application/json"})
    assert as_json.json() == document


@pytest.mark.django_db
def test_answers_hold_nothing_that_the_schema_does_not_name(
    document: dict[str, Any], api: Api, reviewer: User, second: User, editor: User
) -> None:
    claim = builders.make_published_claim(reviewer, second, editor)
    article = builders.make_ready_article(reviewer)
    builders.watch(article, reads=f"{builders.STORY}\n\nOne more paragraph.")
    slug = claim.publications.get().slug
    match = builders.make_match(claim)
    discussion.say(actor=reviewer, claim_id=claim.pk, body="@rita look.", now=builders.NOW)
    builders.make_notice(reviewer, claim)
    replies.log_nobody(actor=reviewer, claim_id=claim.pk, reason="It is the register's own.", now=builders.NOW)
    Question.objects.create(claim=claim, question="How many?", asked_by=reviewer, created_at=builders.NOW)
    builders.make_appearance(claim, builders.make_claim(reviewer))
    check = match.known.check_of_others_id
    kept = builders.make_copy(reviewer, builders.make_claim(reviewer))
    builders.note_copy(reviewer, kept.source)
    names: dict[str, Any] = {"source_id": kept.source_id, "capture_id": kept.pk, "check_id": check}
    names |= {"article_id": article.pk, "claim_id": claim.pk, "slug": slug}
    looked = 0
    for path, method, operation in operations(document):
        if method != "get":
            continue
        if "application/json" not in operation["responses"]["200"]["content"]:
            continue  # a file
        query = "?q=castel" if path.endswith(("/speakers", "/known-claims")) else ""
        reader = api_for(editor) if path.endswith("/agreement") else api
        answer = reader.get(path.format(**names).removeprefix("/api/v1") + query)
        assert answer.status_code == 200, (path, answer.content)
        body = answer.json()
        shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert not list(_undeclared(document, shape, body, path))
        looked += 1
    assert looked >= 10
    built = builders.make_held_claim(reviewer)
    evidence = api.post(f"/claims/{built.pk}/evidence", {"stance": "mixed", "title": "A letter"}).json()
    verdict = api.post(f"/claims/{built.pk}/verdicts", {"rating": "true", "summary": "It is so."}).json()
    receipt = api.post("/articles", {"text": "A fact of its own."}).json()
    for name, body in (("EvidenceRow", evidence), ("VerdictRow", verdict), ("ArticleReceipt", receipt)):
        assert not list(_undeclared(document, {"$ref": f"#/components/schemas/{name}"}, body, name))


def _undeclared(document: dict[str, Any], shape: dict[str, Any], value: Any, at: str) -> Any:
    """Members of the value that its schema does not name, and members that it names but are not there."""
    if "$ref" in shape:
        shape = document["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    for option in [*shape.get("allOf", []), *shape.get("oneOf", []), *shape.get("anyOf", [])]:
        if option.get("type") != "null":
            yield from _undeclared(document, option, value, at)
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _undeclared(document, shape.get("items", {}), one, f"{at}/{index}")
    elif isinstance(value, dict) and "properties" in shape:
        yield from (f"{at}/{name}" for name in value.keys() ^ shape["properties"].keys())
        for name, one in value.items():
            yield from _undeclared(document, shape["properties"].get(name, {}), one, f"{at}/{name}")
