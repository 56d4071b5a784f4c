"""Evidence on the claim page."""

import pytest
from django.utils import timezone

from claims.models import Claim, Evidence, User
from claims.services import claims, sources
from tests import builders
from tests.views.conftest import SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
TYPED = {
    "url": "https://registry.example.org/bridges",
    "title": "Register of bridges",
    "publisher": "Registry",
    "published_on": "2026-01-14",
    "stance": "refutes",
    "proximity": "primary",
    "passage": "It lists 97 bridges.",
    "note": "The register is complete.",
    "independence_group": "registry",
    "disclosure": "public",
}


def test_source_is_added_with_all_that_was_typed(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    answer = sign_in(reviewer).post(address("evidence", claim), TYPED, headers=HTMX)
    page = answer.content.decode()
    piece = claim.evidence.get()
    assert (piece.stance, piece.proximity, piece.passage) == ("refutes", "primary", "It lists 97 bridges.")
    assert (piece.source.publisher, str(piece.source.published_on)) == ("Registry", "2026-01-14")
    assert "Register of bridges" in page
    assert 'data-drafts-done="evidence"' in page
    assert answer["HX-Trigger"] == "evidence-changed"  # what is missing is asked again, for the rating on the page
    assert 'id="verdict-form"' not in page  # somebody may be typing there


def test_source_is_added_without_javascript(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    answer = sign_in(reviewer).post(address("evidence", claim), TYPED, follow=True)
    assert answer.redirect_chain[0][0] == f"{address('detail', claim)}?done=evidence#claim-evidence"
    assert "Source added." in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": "", "title": ""}, "Paste the address, or name the source."),
        ({"url": "ftp://registry.example.org/x"}, "address"),
        ({"stance": ""}, "Say how it bears on the claim."),
        ({"published_on": "yesterday"}, "Write the date as 2026-03-31"),
        ({"published_on": "2026-02-31"}, "Write the date as 2026-03-31"),
    ],
)
def test_refused_source_keeps_what_was_typed(
    headers: dict[str, str], changes: dict[str, str], said: str, reviewer: User, sign_in: SignIn
) -> None:
    claim = builders.make_claim(reviewer)
    answer = sign_in(reviewer).post(address("evidence", claim), TYPED | changes, headers=headers)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "It lists 97 bridges.</textarea>" in page
    assert "The register is complete.</textarea>" in page
    assert 'value="Registry"' in page
    assert not Evidence.objects.exists()


def test_same_source_with_the_same_passage_is_refused(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    client = sign_in(reviewer)
    client.post(address("evidence", claim), TYPED)
    answer = client.post(address("evidence", claim), TYPED)
    assert answer.status_code == 409
    assert "attached with this passage already" in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_source_is_removed(headers: dict[str, str], reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    builders.attach_sources(reviewer, claim, 1)
    piece = claim.evidence.get()
    answer = sign_in(reviewer).post(address("evidence-withdraw", claim, piece.pk), headers=headers)
    assert answer.status_code == (200 if headers else 302)
    assert not claim.evidence.standing().exists()


def test_source_of_another_claim_is_not_removed_from_here(reviewer: User, sign_in: SignIn) -> None:
    here, there = builders.make_claim(reviewer), builders.make_claim(reviewer)
    builders.attach_sources(reviewer, there, 1)
    piece = there.evidence.get()
    assert sign_in(reviewer).post(address("evidence-withdraw", here, piece.pk)).status_code == 404
    assert there.evidence.standing().exists()


def test_settled_claim_takes_no_more_sources(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_submitted_claim(reviewer)
    client = sign_in(second)
    assert 'id="evidence-form"' not in client.get(address("detail", claim)).content.decode()
    answer = client.post(address("evidence", claim), TYPED, headers=HTMX)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "its evidence is settled" in page
    assert "<dd>It lists 97 bridges.</dd>" in page  # the form is gone, the words are not


def test_wording_typed_before_a_source_was_added_is_not_stale(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    sources.add_evidence(
        actor=second, claim_id=claim.pk, url="https://site.example.org/", stance="context", now=timezone.now()
    )
    typed = {"standalone": "Norland has bridges.", "kind": "factual", "revision": claim.revision}
    assert sign_in(reviewer).post(address("reword", claim), typed).status_code == 302


def test_change_by_others_is_not_hidden_by_adding_a_source(reviewer: User, second: User, sign_in: SignIn) -> None:
    """The answer to a new source must not renew the guards of forms that show an older state."""
    claim = builders.make_claim(reviewer)
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Sam says so.", now=timezone.now())
    page = sign_in(reviewer).post(address("evidence", claim), TYPED, headers=HTMX).content.decode()
    assert 'id="wording-revision"' not in page
    assert Claim.objects.get(pk=claim.pk).standalone in page  # but the head shows how it reads now
