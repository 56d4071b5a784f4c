"""What an article's page reads now, and the words of its claims, over the API."""

import base64

import pytest

from claims.models import Article, Claim, User
from claims.services import claims
from tests import builders
from tests.api.conftest import Api, problem_of
from tests.builders import NOW

pytestmark = pytest.mark.django_db
TEXT = "The register lists 97 bridges in all, the ministry said.\n\nFerries run every hour."
READS = TEXT.replace("97", "98")
QUOTE = "The register lists 97 bridges in all"


@pytest.fixture
def article(reviewer: User) -> Article:
    article = builders.make_article(reviewer, TEXT, url="https://news.example.org/bridges", title="Bridges")
    Article.objects.filter(pk=article.pk).update(status="ready")
    return Article.objects.get(pk=article.pk)


@pytest.fixture
def claim(article: Article, reviewer: User) -> Claim:
    version = article.versions.get()
    return claims.add_claim(actor=reviewer, version_id=version.pk, start=0, end=len(QUOTE), now=NOW)


def test_what_changed_is_read_taken_in_and_the_claims_words_decided(api: Api, article: Article, claim: Claim) -> None:
    problem_of(api.get(f"/articles/{article.pk}/changes"), 404, "not_watched")  # nobody watches it yet
    row = builders.watch(article, reads=READS)
    (listed,) = api.get("/articles?changed=true").json()["results"]
    assert (listed["id"], listed["source_state"], bool(listed["source_note"])) == (article.pk, "changed", True)
    told = api.get(f"/articles/{article.pk}/changes").json()
    assert (told["text"], told["text_sha256"], told["is_looking"]) == (READS, row.text_sha256, False)
    assert told["concerned"] == [{"claim": claim.pk, "anchoring": "fuzzy", "reads": QUOTE.replace("97", "98")}]
    problem_of(api.post(f"/articles/{article.pk}/changes/take-in", {"text_sha256": "0" * 64}), 409, "stale")
    done = api.post(f"/articles/{article.pk}/changes/take-in", {"text_sha256": row.text_sha256})
    assert (done.status_code, done.json()["text"], done.json()["source_note"]) == (200, READS, "")
    Article.objects.update(status="ready")
    shown = api.get(f"/claims/{claim.pk}").json()
    assert (shown["anchoring"], shown["quote"], shown["standalone"]) == ("fuzzy", QUOTE.replace("97", "98"), QUOTE)
    assert "words" in shown["allowed"]
    stale = {"what": "take", "revision": shown["revision"] - 1}
    problem_of(api.post(f"/claims/{claim.pk}/words", stale), 409, "stale")
    after = api.post(f"/claims/{claim.pk}/words", {"what": "take", "revision": shown["revision"]}).json()
    assert (after["standalone"], after["anchoring"]) == (QUOTE.replace("97", "98"), "exact")
    assert "words" not in after["allowed"]
    problem_of(api.post(f"/claims/{claim.pk}/words", {"what": "keep"}), 409, "words_stand")
    problem_of(api.post(f"/claims/{claim.pk}/words", {"what": "burn"}), 400, "malformed")


def test_a_look_is_asked_for_and_a_change_settled(api: Api, article: Article) -> None:
    asked = api.post(f"/articles/{article.pk}/look")
    assert (asked.status_code, asked.json()["is_looking"]) == (202, True)
    assert asked["Location"].endswith(f"/articles/{article.pk}/changes")
    row = builders.watch(article, reads=READS)
    settled = api.post(f"/articles/{article.pk}/changes/settle", {"text_sha256": row.text_sha256}).json()
    assert (settled["state"], settled["note"], settled["text"]) == ("alive", "", None)
    problem_of(api.post(f"/articles/{article.pk}/changes/settle"), 409, "nothing_changed")
    problem_of(api.get("/articles/999999/changes"), 404, "no_such_article")


def test_file_is_handed_in_as_the_copy_of_a_source(api: Api, reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    builders.attach_sources(reviewer, claim, 1)
    source = claim.evidence.get().source_id
    (row,) = api.get(f"/sources/{source}/captures").json()["results"]
    assert (row["next_steps"], row["next_try_at"]) == (["wait"], None)
    body = {"file_name": "page.txt", "file_base64": base64.b64encode(b"It lists 97 bridges.").decode()}
    made = api.post(f"/sources/{source}/files", body)
    assert (made.status_code, made.json()["state"], made.json()["purpose"]) == (201, "archived", "upload")
    assert made.json()["next_steps"] == []
    wrong = problem_of(api.post(f"/sources/{source}/files", body | {"file_name": "run.exe"}), 422, "invalid")
    assert "Its ending" in str(wrong)
    problem_of(api.post("/sources/999999/files", body), 404, "no_such_source")


def test_pack_and_record_for_the_desk_are_asked_for_by_name(api: Api, reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    builders.make_copy(reviewer, claim)
    part = api.get(f"/claims/{claim.pk}/pack?audience=desk", Range="bytes=0-3")
    assert (part.status_code, b"".join(part)) == (206, b"PK\x03\x04")
    assert api.get(f"/claims/{claim.pk}/record?audience=desk").json()["audience"] == "desk"
    assert api.get(f"/claims/{claim.pk}/record").json()["audience"] == "public"
    problem_of(api.get(f"/claims/{claim.pk}/record?audience=all"), 400, "malformed")
