"""What an article's source reads now, on its page, in the list and on its claims; and what is made of that."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, ArticleWatch, Claim, User
from claims.services import articlewatch, claims, looks, surgery, versions
from claims.views.textchanges import changes_between
from tests import builders
from tests.builders import NOW
from tests.views.conftest import CountQueries, SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
TEXT = "The register lists 97 bridges in all, the ministry said.\n\nFerries run every hour.\n\nNobody has to wait."
READS = TEXT.replace("97", "98")
QUOTE = "The register lists 97 bridges in all"


@pytest.fixture
def client(reviewer: User, sign_in: SignIn) -> Client:
    return sign_in(reviewer)


@pytest.fixture
def article(reviewer: User) -> Article:
    article = builders.make_article(reviewer, TEXT, url="https://news.example.org/bridges", title="Bridges")
    Article.objects.filter(pk=article.pk).update(status="ready")
    article.refresh_from_db()
    return article


@pytest.fixture
def claim(article: Article, reviewer: User) -> Claim:
    version = article.versions.get()
    return claims.add_claim(actor=reviewer, version_id=version.pk, start=0, end=len(QUOTE), now=NOW)


def at(article: Article, name: str = "detail") -> str:
    return reverse(f"claims:article-{name}", args=[article.pk])


def test_text_changed_at_the_source_is_flagged_wherever_the_article_is_shown(
    client: Client, article: Article, claim: Claim
) -> None:
    """What people complained of elsewhere: text changed at the source after ingest and nobody noticed."""
    assert "reads differently" not in client.get(at(article)).content.decode()
    builders.watch(article, reads=READS)
    page = client.get(at(article)).content.decode()
    assert "Its source reads differently now" in page
    assert at(article, "changes") in page
    assert "<q>The register lists 98 bridges in all</q>" in page  # beside the find
    listed = client.get(reverse("claims:article-list")).content.decode()
    assert "Its source reads differently now" in listed
    shown = client.get(address("detail", claim)).content.decode()
    assert "The article’s source reads differently now" in shown
    assert "“The register lists 98 bridges in all”" in shown


def test_the_list_shows_only_those_whose_source_changed(client: Client, article: Article, reviewer: User) -> None:
    other = builders.make_article(reviewer, "Another text.", title="Ports")
    empty = client.get(reverse("claims:article-list"), {"changed": "1"}).content.decode()
    assert "Nothing to look at" in empty
    builders.watch(article, reads=READS)
    shown = client.get(reverse("claims:article-list"), {"changed": "1"}).content.decode()
    assert f'id="article-{article.pk}"' in shown
    assert f'id="article-{other.pk}"' not in shown


def test_the_change_is_shown_before_anything_is_done(client: Client, article: Article, claim: Claim) -> None:
    row = builders.watch(article, reads=READS)
    page = client.get(at(article, "changes")).content.decode()
    assert "<del>97</del><ins>98</ins>" in page.replace("</del> <ins>", "</del><ins>")
    assert "2 paragraphs read the same" in page
    assert claim.standalone in page
    assert f'value="{row.text_sha256}"' in page
    assert article.versions.count() == 1


def test_it_is_taken_in_with_one_press(client: Client, article: Article, claim: Claim) -> None:
    row = builders.watch(article, reads=READS)
    answer = client.post(at(article, "take-in"), {"seen": row.text_sha256}, follow=True)
    assert "Taken in as version 2. Claims: 1 have changed words." in answer.content.decode()
    claim.refresh_from_db()
    assert claim.version.number == 2
    again = client.post(at(article, "take-in"), {"seen": row.text_sha256})
    assert again.status_code == 409
    gone = client.get(at(article, "changes"), follow=True)
    assert "No other text waits" in gone.content.decode()


def test_one_that_changed_once_more_is_refused_with_the_reason(client: Client, article: Article) -> None:
    builders.watch(article, reads=READS)
    answer = client.post(at(article, "take-in"), {"seen": "0" * 64})
    assert answer.status_code == 409
    assert "changed once more" in answer.content.decode()


def test_the_article_keeps_its_text_where_somebody_says_so(client: Client, article: Article) -> None:
    row = builders.watch(article, reads=READS)
    answer = client.post(at(article, "settle"), {"seen": row.text_sha256}, follow=True)
    page = answer.content.decode()
    assert "Noted: the article keeps its text." in page
    assert 'id="source-changed"' not in page


def test_a_page_that_is_gone_says_what_one_can_do(client: Client, article: Article) -> None:
    builders.watch(article)
    ArticleWatch.objects.update(state="dead", note="Its page is gone: There is no page at this address (HTTP 404).")
    page = client.get(at(article)).content.decode()
    assert "Its page is gone" in page
    assert "Look in a web archive" in page
    assert client.post(at(article, "settle")).status_code == 302
    assert "Its page is gone" not in client.get(at(article)).content.decode()


def test_a_look_is_asked_for_and_followed_without_a_reload(client: Client, article: Article) -> None:
    builders.watch(article)
    asked = client.post(at(article, "look"), headers=HTMX).content.decode()
    assert "A worker looks at the source." in asked
    assert 'hx-trigger="every 2s"' in asked
    assert articlewatch.sweep_looks(now=NOW)["begun"] == 0  # one is under way
    looks.begin_look(article_id=article.pk, now=NOW)
    plain = client.post(at(article, "look"), follow=True)
    assert "A worker looks at the source" in plain.content.decode()


def test_a_claim_says_what_its_passage_reads_now_and_takes_it(
    client: Client, article: Article, claim: Claim, reviewer: User
) -> None:
    versions.revise_article(actor=reviewer, article_id=article.pk, text=READS, now=NOW)
    Article.objects.update(status="ready")
    page = client.get(address("detail", claim)).content.decode()
    assert "The passage reads now <q>The register lists 98 bridges in all</q>; the claim says <q>" in page
    assert 'data-key="o" aria-keyshortcuts="o"' in page
    claim.refresh_from_db()
    where = reverse("claims:claim-words", args=[claim.pk, "take"])
    answer = client.post(where, {"revision": claim.revision}, headers=HTMX)
    assert answer.status_code == 200
    assert "It says now what its passage reads." in answer.content.decode()
    claim.refresh_from_db()
    assert claim.standalone == "The register lists 98 bridges in all"
    assert "let it say what its passage reads now" in client.get(address("detail", claim)).content.decode()
    assert client.post(where, headers=HTMX).status_code == 409
    assert client.post(reverse("claims:claim-words", args=[claim.pk, "burn"])).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_is_decided_beside_the_text_too(
    headers: dict[str, str], client: Client, article: Article, claim: Claim, reviewer: User
) -> None:
    versions.revise_article(actor=reviewer, article_id=article.pk, text=READS, now=NOW)
    Article.objects.update(status="ready")
    page = client.get(at(article)).content.decode()
    assert f'id="words-keep-{claim.pk}"' in page
    answer = client.post(reverse("claims:claim-words", args=[claim.pk, "keep"]) + "?part=find", headers=headers)
    claim.refresh_from_db()
    assert (claim.standalone, claim.anchoring) == (QUOTE, "exact")
    if headers:
        assert f'id="find-{claim.pk}"' in answer.content.decode()
        assert f'id="words-keep-{claim.pk}"' not in answer.content.decode()
    else:
        assert answer["Location"].endswith(f"#find-{claim.pk}")


def test_the_same_number_of_queries_for_one_concerned_claim_and_for_many(
    client: Client, article: Article, claim: Claim, reviewer: User, count_queries: CountQueries
) -> None:
    builders.watch(article, reads=READS)
    one = count_queries(lambda: client.get(at(article)))
    version = article.versions.get()
    for end in range(12, 30, 3):
        claims.add_claim(actor=reviewer, version_id=version.pk, start=0, end=end, now=NOW)
    builders.watch(article, reads=READS)
    assert count_queries(lambda: client.get(at(article))) == one
    versions.revise_article(actor=reviewer, article_id=article.pk, text=READS, now=NOW)
    Article.objects.update(status="ready")
    assert count_queries(lambda: client.get(at(article))) <= one


# -- where a claim comes from -------------------------------------------------------------------


def test_a_merged_claim_leads_to_the_other_and_back(client: Client, reviewer: User) -> None:
    claim, other = builders.make_claim(reviewer), builders.make_claim(reviewer)
    surgery.merge_claim(actor=reviewer, claim_id=claim.pk, into_id=other.pk, now=NOW)
    head = head_of(client, claim)
    assert "It goes on in" in head
    assert f'href="{address("detail", other)}"' in head
    assert f"Merged into claim {other.pk}" in head
    back = head_of(client, other)
    assert "Takes in" in back
    assert f'href="{address("detail", claim)}"' in back


def test_a_split_claim_leads_to_its_parts_and_they_to_it(client: Client, reviewer: User) -> None:
    claim = builders.make_claim(reviewer, "Norland closed 14 mines and opened 3 harbours in 2025")
    parts = surgery.split_claim(actor=reviewer, claim_id=claim.pk, at=24, now=NOW)
    head = head_of(client, claim)
    for part in parts:
        assert f'href="{address("detail", part)}"' in head
        assert "Cut out of" in head_of(client, part)
    surgery.unsplit_claim(actor=reviewer, claim_id=claim.pk, now=NOW)
    assert "Was split into" in head_of(client, claim)
    assert "The split that made it was taken back" in head_of(client, parts[0])


def test_the_parts_of_an_undone_split_leave_the_ordinary_lists(client: Client, reviewer: User) -> None:
    claim = builders.make_claim(reviewer, "Norland closed 14 mines and opened 3 harbours in 2025")
    Article.objects.filter(pk=claim.article_id).update(status="ready")
    parts = surgery.split_claim(actor=reviewer, claim_id=claim.pk, at=24, now=NOW)
    surgery.unsplit_claim(actor=reviewer, claim_id=claim.pk, now=NOW)
    other = builders.make_claim(reviewer)
    claims.dismiss_claim(actor=reviewer, claim_id=other.pk, reason="Opinion", now=NOW)
    for query in ("status=any", "status=dismissed", f"status=any&article={claim.article_id}"):
        shown = client.get(f"/?{query}").content.decode()
        assert not any(f'id="claim-{part.pk}"' in shown for part in parts), query
    assert f'id="claim-{other.pk}"' in client.get("/?status=dismissed").content.decode()
    page = client.get(at(claim.article)).content.decode()
    assert f'id="find-{claim.pk}"' in page
    assert not any(f'id="find-{part.pk}"' in page for part in parts)
    history = client.get(address("detail", claim)).content.decode()
    assert f"Into claims {parts[0].pk} and {parts[1].pk}" in history
    surgery.split_claim(actor=reviewer, claim_id=claim.pk, at=24, now=NOW)  # made again: they are back
    assert f'id="find-{parts[0].pk}"' in client.get(at(claim.article)).content.decode()


def head_of(client: Client, claim: Claim) -> str:
    page = client.get(address("detail", claim)).content.decode()
    return page[page.index('id="claim-head"') : page.index("</header>", page.index('id="claim-head"'))]


# -- the texts beside each other ------------------------------------------------------------------


def test_paragraphs_that_read_the_same_are_left_out() -> None:
    before = "One.\n\nTwo is here.\n\nThree.\n\nFour."
    after = "One.\n\nTwo is there.\n\nThree.\n\nFour.\n\nFive."
    told = [(one.same, one.before, one.after, one.is_close) for one in changes_between(before, after)]
    assert told == [
        (1, "", "", False), (0, "Two is here.", "Two is there.", True), (2, "", "", False), (0, "", "Five.", False),
    ]  # fmt: skip


def test_what_has_hardly_a_word_in_common_is_not_mixed() -> None:
    (one,) = changes_between("The bridge is closed.", "Ferries sail each hour today.")
    assert not one.is_close


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    before = " ".join(f"word{number}" for number in range(4000))
    (one,) = changes_between(before, before.replace("word7 ", "term7 "))
    assert not one.is_close
