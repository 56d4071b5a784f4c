"""What a reader does on an article's page: accept, dismiss, add what was missed, correct who said it."""

import pytest
from django.urls import reverse

from claims.errors import Invalid
from claims.models import Article, ArticleVersion, Claim, Speaker, User
from claims.services import attributions
from claims.views.finds import body_of, find_quote, part_of
from tests import builders
from tests.views.conftest import SignIn

HTMX = {"HX-Request": "true"}
EMOJI = (
    "🌊 Floods 🌊 hit Keld.\n\nThe mayor, Hanna Sorel, said seven people had died. “Nobody 👩‍🚒 warned us,” Sorel said."
)


def version_of(article: Article) -> ArticleVersion:
    return article.versions.get()


@pytest.mark.django_db
def test_selected_words_become_an_open_claim_where_they_stand(reviewer: User, sign_in: SignIn) -> None:
    article = builders.make_article(reviewer, EMOJI)
    version = version_of(article)
    quote = "seven people had died"
    start = version.text.index(quote)
    answer = sign_in(reviewer).post(
        reverse("claims:claim-add", args=[article.pk]),
        {
            "version": version.pk,
            "start": start,
            "end": start + len(quote),
            "quote": quote,
            "speaker_name": "Hanna Sorel",
        },
        headers=HTMX,
    )
    claim = Claim.objects.get()
    assert answer.status_code == 200
    assert answer.headers["Desk-Claim"] == str(claim.pk)
    assert (claim.quote, claim.status, str(claim.speaker)) == (quote, "open", "Hanna Sorel")
    html = answer.content.decode()
    assert html.count("<section") == 1  # the paragraph alone
    assert f'id="mark-{claim.pk}"' in html
    assert f'id="find-{claim.pk}"' in html


@pytest.mark.django_db
def test_offsets_in_another_unit_are_refused_with_all_that_was_typed(reviewer: User, sign_in: SignIn) -> None:
    article = builders.make_article(reviewer, EMOJI)
    version = version_of(article)
    quote = "seven people had died"
    start = len(version.text[: version.text.index(quote)].encode("utf-16-le")) // 2  # what a naive page would send
    answer = sign_in(reviewer).post(
        reverse("claims:claim-add", args=[article.pk]),
        {
            "version": version.pk,
            "start": start,
            "end": start + len(quote),
            "quote": quote,
            "standalone": "Seven died in Keld.",
        },
        headers=HTMX,
    )
    assert answer.status_code == 422
    assert "reads differently" in answer.content.decode()
    assert "Seven died in Keld." in answer.content.decode()
    assert not Claim.objects.exists()


@pytest.mark.django_db
def test_words_may_be_typed_without_javascript(reviewer: User, sign_in: SignIn) -> None:
    article = builders.make_article(reviewer, EMOJI)
    client, address = sign_in(reviewer), reverse("claims:claim-add", args=[article.pk])
    assert "Add a claim" in client.get(address).content.decode()
    answer = client.post(address, {"version": version_of(article).pk, "quote": " seven  people\nhad died "})
    claim = Claim.objects.get()
    assert claim.quote == "seven people had died"
    assert answer.headers["Location"].endswith(f"#find-{claim.pk}")


@pytest.mark.django_db
def test_claim_that_is_there_already_is_named(reviewer: User, sign_in: SignIn) -> None:
    article = builders.make_article(reviewer, EMOJI)
    client, address = sign_in(reviewer), reverse("claims:claim-add", args=[article.pk])
    typed = {"version": version_of(article).pk, "quote": "seven people had died"}
    client.post(address, typed)
    answer = client.post(address, typed, headers=HTMX)
    assert answer.status_code == 422
    assert f"claim {Claim.objects.get().pk} already" in answer.content.decode()


def test_typed_words_are_found_however_spaced_and_quoted() -> None:
    text = "“It's\nlate,” he said. Late, late."
    assert find_quote(text, '"It’s late," he') == (0, 15)
    assert find_quote(text, "LATE,” he said.") == (6, 21)
    with pytest.raises(Invalid, match="more than once"):
        find_quote("One, one and one.", "one")
    with pytest.raises(Invalid, match="do not stand"):
        find_quote(text, "never written")
    with pytest.raises(Invalid, match="do not stand"):
        find_quote(text, "  ")


@pytest.mark.django_db
def test_accepting_swaps_the_paragraph_with_its_marks(reviewer: User, sign_in: SignIn) -> None:
    article = builders.make_ready_article(reviewer)
    claim = article.claims.order_by("start")[0]
    answer = sign_in(reviewer).post(
        reverse("claims:claim-accept", args=[claim.pk]), {"part": "find", "revision": claim.revision}, headers=HTMX
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("<section") == 1
    assert "is-open" in html.split(f'id="mark-{claim.pk}"')[0].rsplit("<mark", 1)[1]


@pytest.mark.django_db
def test_corrected_speaker_shows_on_all_claims_of_the_statement(reviewer: User, sign_in: SignIn) -> None:
    article = builders.make_ready_article(reviewer)
    claim = article.claims.exclude(statement=None).order_by("start")[0]
    client, address = sign_in(reviewer), reverse("claims:find-speaker", args=[claim.pk])
    assert "Who said it?" in client.get(address, headers=HTMX).content.decode()
    answer = client.post(address, {"revision": claim.revision, "name": "Greta Lund"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Greta Lund" in answer.content.decode()
    assert {str(one.speaker) for one in Claim.objects.filter(statement=claim.statement_id)} == {"Greta Lund"}
    plain = client.post(address, {"revision": claim.revision + 1, "is_outlet": "1", "name": "ignored"})
    assert plain.headers["Location"].endswith(f"#find-{claim.pk}")
    assert Claim.objects.get(pk=claim.pk).speaker is None


@pytest.mark.django_db
def test_name_that_two_carry_is_asked_back_and_then_chosen(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, name="Anna Berg", now=builders.NOW)
    first = Speaker.objects.get(name="Anna Berg")
    twin = Speaker.objects.create(
        name="Anna Berg", kind="person", key=first.key, disambiguation="the swimmer", created_at=builders.NOW
    )
    twin.aliases.create(name="Anna Berg", key=first.key)
    client, address = sign_in(reviewer), reverse("claims:find-speaker", args=[claim.pk])
    asked = client.post(address, {"name": "Anna Berg"}, headers=HTMX)
    assert asked.status_code == 422
    assert f'name="speaker_id" value="{twin.pk}"' in asked.content.decode()
    assert 'value="Anna Berg"' in asked.content.decode()
    client.post(address, {"name": "Anna Berg", "speaker_id": twin.pk}, headers=HTMX)
    assert Claim.objects.get(pk=claim.pk).speaker == twin


@pytest.mark.django_db
def test_empty_name_is_refused_beside_the_field(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    answer = sign_in(reviewer).post(reverse("claims:find-speaker", args=[claim.pk]), {"name": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert "Write a name" in answer.content.decode()


@pytest.mark.django_db
def test_unnamed_and_attributed_words_without_claims_are_shown(reviewer: User, sign_in: SignIn) -> None:
    article = builders.make_ready_article(
        reviewer,
        "Two officials said the vessel was unsafe. “It is a scandal,” said Tomas Hale.\n\nThe line opened in 1967.",
    )
    html = sign_in(reviewer).get(reverse("claims:article-detail", args=[article.pk])).content.decode()
    assert "unnamed source" in html
    assert html.count('class="said"') >= version_of(article).statements.count()


@pytest.mark.django_db
def test_finds_of_a_long_article_come_with_their_paragraph(
    reviewer: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.views.finds.AT_ONCE", 1)
    article = builders.make_ready_article(reviewer)
    client = sign_in(reviewer)
    page = client.get(reverse("claims:article-detail", args=[article.pk])).content.decode()
    version = version_of(article)
    last = article.claims.order_by("-start")[0]
    start = version.text.rindex("\n", 0, last.start) + 1
    address = reverse("claims:article-paragraph", args=[article.pk, start])
    assert f'id="mark-{last.pk}"' in page  # the text is whole
    assert f'id="find-{last.pk}"' not in page
    assert f'hx-get="{address}"' in page
    part = client.get(address, headers=HTMX).content.decode()
    assert f'id="find-{last.pk}"' in part
    assert f'id="p-{start}"' in part
    assert f'id="find-{last.pk}"' in client.get(address).content.decode()  # and as a page
    beyond = client.get(reverse("claims:article-paragraph", args=[article.pk, 10**9]), headers=HTMX)
    assert beyond.status_code == 404


@pytest.mark.django_db
def test_part_of_a_text_shows_the_same_finds_as_the_whole(reviewer: User) -> None:
    version = version_of(builders.make_ready_article(reviewer))
    for whole in body_of(version)["paragraphs"]:
        (alone,) = part_of(version, whole.start, whole.end)
        assert alone.pieces == whole.pieces
        assert [(find.key, find.claims) for find in alone.finds] == [(find.key, find.claims) for find in whole.finds]


@pytest.mark.django_db
def test_reasons_of_a_score_are_told_on_demand(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    answer = sign_in(reviewer).get(reverse("claims:queue-why", args=[claim.pk]), headers=HTMX).content.decode()
    assert "a reviewer chose it" in answer
    assert "<html" not in answer
