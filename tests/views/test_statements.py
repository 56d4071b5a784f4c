"""Statements, filters and flags on an article's page, and its new texts."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, Claim, Statement, User
from claims.services import claims, statements, versions
from tests import builders
from tests.builders import NOW
from tests.views.conftest import SignIn

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
TEXT = (
    "The wall is dry, Hanna Sorel said. “Nobody warned the whole valley of the rising water,” she added.\n\n"
    "It rained all week in the valley of Keld, and 212 houses stood empty."
)


@pytest.fixture
def article(reviewer: User) -> Article:
    article = builders.make_article(reviewer, TEXT)
    Article.objects.filter(pk=article.pk).update(status="ready")
    article.refresh_from_db()
    return article


@pytest.fixture
def client(reviewer: User, sign_in: SignIn) -> Client:
    return sign_in(reviewer)


def page_of(client: Client, article: Article, **filters: str) -> str:
    return client.get(reverse("claims:article-detail", args=[article.pk]), filters).content.decode()


def add(actor: User, article: Article, words: str, name: str = "") -> Statement:
    version = article.versions.latest()
    start = version.text.index(words)
    return statements.add_statement(
        actor=actor, version_id=version.pk, content=[start, start + len(words)], name=name, now=NOW
    )


def mark(actor: User, article: Article, words: str) -> Claim:
    version = article.versions.latest()
    start = version.text.index(words)
    return claims.add_claim(actor=actor, version_id=version.pk, start=start, end=start + len(words), now=NOW)


def test_selected_words_become_a_statement_in_place(client: Client, article: Article) -> None:
    data = {
        "version": article.versions.get().pk, "start": 0, "end": 15, "quote": "The wall is dry",
        "speaker_name": "Hanna Sorel", "source": "Hanna Sorel", "cue": "said",
    }  # fmt: skip
    answer = client.post(reverse("claims:statement-add", args=[article.pk]), data, headers=HTMX)
    one = Statement.objects.get()
    assert answer.headers["Desk-Statement"] == str(one.pk)
    assert (one.source_text, one.cue_text, str(one.speaker)) == ("Hanna Sorel", "said", "Hanna Sorel")
    html = answer.content.decode()
    assert html.count("<section") == 1
    assert '<span class="cue">said</span>' in html


def test_typed_words_become_a_statement_without_scripts(client: Client, article: Article) -> None:
    address = reverse("claims:statement-add", args=[article.pk])
    assert "Add a statement" in client.get(address).content.decode()
    version = article.versions.get().pk
    wrong = client.post(address, {"version": version, "quote": "The wall is dry", "cue": "sang"})
    assert wrong.status_code == 422
    assert "outside of what was said" in wrong.content.decode()
    assert client.post(address, {"version": version, "quote": "The wall is  dry"}).status_code == 302
    again = client.post(address, {"version": version, "quote": "The wall is dry"}, headers=HTMX)
    assert (again.status_code, again.headers["HX-Retarget"]) == (422, "#add-statement-form")


def test_the_speaker_of_a_statement_without_claims_is_fixed_in_place(
    client: Client, article: Article, reviewer: User
) -> None:
    one = add(reviewer, article, "The wall is dry")
    assert "speaker not resolved" in page_of(client, article)
    address = reverse("claims:statement-speaker", args=[one.pk])
    assert client.get(address).status_code == client.get(address, headers=HTMX).status_code == 200
    html = client.post(address, {"name": "Hanna Sorel", "seen": ""}, headers=HTMX).content.decode()
    assert "<b>Hanna Sorel</b>" in html
    stale = client.post(address, {"name": "Ola Brandt", "seen": ""}, headers=HTMX)
    assert stale.status_code == 422
    assert "Hanna Sorel" in stale.content.decode()
    assert 'value="Ola Brandt"' in stale.content.decode()


def test_what_is_no_statement_vanishes_from_the_marks_and_stays_listed(
    client: Client, article: Article, reviewer: User
) -> None:
    one = add(reviewer, article, "The wall is dry")
    assert 'class="speech">The wall' in page_of(client, article)
    html = client.post(reverse("claims:statement-dismiss", args=[one.pk]), headers=HTMX).content.decode()
    assert "Bring it back" in html
    page = page_of(client, article)
    assert 'class="speech">The wall' not in page
    assert "1 taken out" in page
    assert client.post(reverse("claims:statement-dismiss", args=[one.pk]), headers=HTMX).status_code == 409
    assert client.post(reverse("claims:statement-restore", args=[one.pk])).status_code == 302
    assert 'class="speech">The wall' in page_of(client, article)


def test_a_claim_in_what_is_no_statement_keeps_its_speaker(client: Client, article: Article, reviewer: User) -> None:
    one = add(reviewer, article, "The wall is dry", "Hanna Sorel")
    mark(reviewer, article, "The wall is dry")
    statements.dismiss_statement(actor=reviewer, statement_id=one.pk, now=NOW)
    assert "<b>Hanna Sorel</b>" in page_of(client, article)


# -- filters ------------------------------------------------------------------------------------


def test_filters_stand_in_the_address_and_say_what_they_hide(client: Client, article: Article, reviewer: User) -> None:
    said = add(reviewer, article, "The wall is dry", "Hanna Sorel")
    hers, own = mark(reviewer, article, "The wall is dry"), mark(reviewer, article, "212 houses stood empty")
    claims.dismiss_claim(actor=reviewer, claim_id=own.pk, reason="opinion", now=NOW)
    Claim.objects.filter(pk=own.pk).update(score=0.2)
    for filters, shown in (
        ({"speaker": str(said.speaker_id)}, hers), ({"speaker": "outlet"}, own), ({"status": "active"}, hers),
        ({"status": "dismissed"}, own), ({"min_score": "50"}, hers),
    ):  # fmt: skip
        page = page_of(client, article, **filters)
        for one in (hers, own):
            assert (f'id="find-{one.pk}"' in page) == (f'id="mark-{one.pk}"' in page) == (one == shown), filters
        assert "1 of 2 claims shown" in page
        assert "Show all" in page
    page = page_of(client, article, speaker="Nobody of these", min_score="many")
    assert "is left out" in page
    assert f'id="find-{own.pk}"' in page
    assert "No claim is left" in page_of(client, article, kind="promise")


def test_a_part_swapped_in_keeps_the_filters_and_what_was_just_changed(
    client: Client, article: Article, reviewer: User
) -> None:
    one, other = mark(reviewer, article, "The wall is dry"), mark(reviewer, article, "Nobody warned the whole valley")
    address = f"https://desk.example{reverse('claims:article-detail', args=[article.pk])}?status=active"
    claims.dismiss_claim(actor=reviewer, claim_id=other.pk, reason="opinion", now=NOW)
    html = client.post(
        reverse("claims:claim-dismiss", args=[one.pk]), {"reason": "opinion", "part": "find"},
        headers=HTMX | {"HX-Current-URL": address},
    ).content.decode()  # fmt: skip
    assert f'id="find-{one.pk}"' in html
    assert f'id="find-{other.pk}"' not in html


# -- marks and flags ----------------------------------------------------------------------------


def test_marks_lead_a_screen_reader_to_what_is_said_about_them(
    client: Client, article: Article, reviewer: User
) -> None:
    one = mark(reviewer, article, "The wall is dry")
    page = page_of(client, article)
    assert f'id="mark-{one.pk}" aria-details="find-{one.pk}"' in page
    assert f'id="find-{one.pk}"' in page


def test_right_words_but_wrong_speaker_is_told_on_the_page(client: Client, article: Article, reviewer: User) -> None:
    add(reviewer, article, "“Nobody warned the whole valley of the rising water,”", "Hanna Sorel")
    other = builders.make_article(
        reviewer, "“Nobody warned the whole valley of the rising water,” Ola Brandt told reporters."
    )
    Article.objects.filter(pk=other.pk).update(status="ready")
    add(reviewer, other, "“Nobody warned the whole valley of the rising water,”", "Ola Brandt")
    page = page_of(client, article)
    assert "Ola Brandt’s" in page
    assert "1 quotation told as another speaker’s elsewhere" in page
    assert "Ola Brandt’s" in page_of(client, article, flag="others")
    assert "Hanna Sorel’s" in page_of(client, other)


# -- new texts ----------------------------------------------------------------------------------


def test_text_changed_at_the_source_after_ingest_and_nobody_noticed(
    client: Client, article: Article, reviewer: User
) -> None:
    kept, gone = mark(reviewer, article, "The wall is dry"), mark(reviewer, article, "212 houses stood empty")
    changed = mark(reviewer, article, "It rained all week in the valley of Keld")
    address = reverse("claims:article-revise", args=[article.pk])
    assert "212 houses" in client.get(address).content.decode()
    text = TEXT.replace(", and 212 houses stood empty", "").replace("all week in", "all month in")
    assert client.post(address, {"text": " "}).status_code == 422
    answer = client.post(address, {"text": text}, follow=True)
    assert "1 stand as they were, 1 have changed words, 1 are not in it any more" in answer.content.decode()
    Article.objects.filter(pk=article.pk).update(status="ready")
    page = page_of(client, article)
    assert "1 claim whose words are not in the newest text" in page
    assert "words changed at the source" in page
    assert "not in the text any more" in page
    for one in (kept, changed, gone):
        assert f'id="find-{one.pk}"' in page
    assert f'id="find-{kept.pk}"' not in page_of(client, article, flag="changed")
    same = client.post(address, {"text": text}, follow=True)
    assert "It reads as before" in same.content.decode()


def test_a_claim_whose_statement_stayed_behind_keeps_its_speaker(
    client: Client, article: Article, reviewer: User
) -> None:
    version = article.versions.get()
    statements.add_statement(
        actor=reviewer, version_id=version.pk, content=[0, 15], source=[17, 28], cue=[29, 33], name="Hanna Sorel",
        now=NOW,
    )  # fmt: skip
    mark(reviewer, article, "The wall is dry")
    versions.revise_article(
        actor=reviewer, article_id=article.pk, text=TEXT.replace("Hanna Sorel said", "the mayor insisted"), now=NOW
    )
    Article.objects.filter(pk=article.pk).update(status="ready")
    assert "<b>Hanna Sorel</b>" in page_of(client, article)


def test_a_look_at_the_source_is_asked_for_and_answered(client: Client, reviewer: User, article: Article) -> None:
    address = reverse("claims:article-look", args=[article.pk])
    assert client.post(address).status_code == 422  # it was pasted
    Article.objects.filter(pk=article.pk).update(url="https://news.example.org/keld")
    assert "Look at the source again" in page_of(client, article)
    html = client.post(address, headers=HTMX).content.decode()
    assert "A worker looks at the source." in html
    assert "every 2s" in html
    Article.objects.filter(pk=article.pk).update(status="queued")
    assert client.get(address, headers=HTMX).headers["HX-Refresh"] == "true"
    assert client.get(address).status_code == 302
