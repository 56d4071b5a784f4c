"""Talk, questions and replies on the claim page, with and without htmx; and the page of what one was told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Comment, Notice, Question, ReplyRequest, User
from claims.services import discussion, replies, reviews, sources, worksheet
from claims.templatetags.talk import remark
from tests import builders
from tests.views.conftest import CountQueries, SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def at(name: str, claim: Claim, *more: int) -> str:
    return reverse(f"claims:{name}", args=[claim.pk, *more])


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_held_claim(reviewer, now=timezone.now())


# -- discussion -----------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_remark_is_said_and_whoever_it_names_is_told(
    headers: dict[str, str], claim: Claim, reviewer: User, second: User, sign_in: SignIn
) -> None:
    answer = sign_in(reviewer).post(
        at("comment-say", claim), {"body": "@sam look\nhere, @nobody"}, headers=headers, follow=True
    )
    page = answer.content.decode()
    assert "Sam will see it." in page
    assert "Nobody here is called @nobody." in page
    assert '<b class="mention">@sam</b> look<br>here' in page
    assert "said something" in page
    assert Notice.objects.get().person == second


def test_a_refused_remark_loses_nothing(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    typed = "x" * (discussion.MAX_CHARS + 1)
    for headers in ({}, HTMX):
        answer = sign_in(reviewer).post(at("comment-say", claim), {"body": typed}, headers=headers)
        assert answer.status_code == 422
        assert typed in answer.content.decode()


def test_changing_and_taking_back_what_one_said(claim: Claim, reviewer: User, second: User, sign_in: SignIn) -> None:
    comment = discussion.say(actor=reviewer, claim_id=claim.pk, body="Frist.", now=timezone.now()).comment
    client = sign_in(reviewer)
    form = client.get(at("comment-edit", claim, comment.pk), headers=HTMX).content.decode()
    assert "Frist." in form
    assert "<html" not in form
    assert client.post(at("comment-edit", claim, comment.pk), {"body": " "}, headers=HTMX).status_code == 422
    page = client.post(at("comment-edit", claim, comment.pk), {"body": "First."}, headers=HTMX).content.decode()
    assert "First." in page
    assert "· edited" in page
    other = sign_in(second)
    refused = other.post(at("comment-edit", claim, comment.pk), {"body": "Mine."}, headers=HTMX)
    assert (refused.status_code, refused["Desk-Refusal"]) == (403, "not_yours")
    page = client.post(at("comment-remove", claim, comment.pk), follow=True).content.decode()
    assert "Taken back." in page
    assert "First." not in page


def test_too_late_an_edit_shows_what_was_typed(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    comment = discussion.say(
        actor=reviewer, claim_id=claim.pk, body="Old.", now=timezone.now() - timedelta(hours=2)
    ).comment
    client = sign_in(reviewer)
    assert f'id="edit-remark-{comment.pk}"' not in client.get(address("detail", claim)).content.decode()
    answer = client.post(at("comment-edit", claim, comment.pk), {"body": "New words."})
    assert answer.status_code == 409
    assert "New words." in answer.content.decode()


def test_remarks_of_another_claim_are_not_found(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    talked = builders.make_talked_claim(reviewer)
    client = sign_in(reviewer)
    for name, model in (("comment-edit", Comment), ("question-answer", Question), ("reply-outcome", ReplyRequest)):
        pk = model.objects.filter(claim=talked).get().pk
        assert client.get(at(name, talked, pk)).status_code == 200
        assert client.get(at(name, claim, pk)).status_code == 404


def test_names_are_offered_under_the_field(reviewer: User, second: User, sign_in: SignIn) -> None:
    page = sign_in(reviewer).get(reverse("claims:people-suggest"), {"q": "sa"}).content.decode()
    assert 'data-name="sam"' in page
    assert "rita" not in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>&", "&lt;b&gt;&amp;"),
        ("one\ntwo", "one<br>two"),
        (
            "see https://x.example.org/a?b=1&c=2.",
            (
                'see <a href="https://x.example.org/a?b=1&amp;c=2" rel="external nofollow noopener noreferrer">'
                "https://x.example.org/a?b=1&amp;c=2</a>."
            ),
        ),
        (
            "(https://x.example.org/a_(b))",
            (
                '(<a href="https://x.example.org/a_(b)" rel="external nofollow noopener noreferrer">'
                "https://x.example.org/a_(b)</a>)"
            ),
        ),
        ("javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"),
        ("https:// and http://?", "https:// and http://?"),
        ('http://x.org/"onmouseover="a', None),
        ("hi @sam.", 'hi <b class="mention">@sam</b>.'),
        ("sam@lee.org", "sam@lee.org"),
    ],
)
def test_remarks_are_plain_text_with_safe_links(text: str, shown: str | None) -> None:
    found = str(remark(text))
    if shown is None:
        assert "onmouseover=&quot;a" in found
        assert '"onmouseover' not in found
    else:
        assert found == shown


# -- worksheet ------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_question_goes_from_offer_to_answer(
    headers: dict[str, str], claim: Claim, reviewer: User, sign_in: SignIn
) -> None:
    client = sign_in(reviewer)
    offered = worksheet.suggested_questions(claim)[0]
    page = client.get(address("detail", claim)).content.decode()
    assert f'value="{offered}"' in page
    page = client.post(at("question-ask", claim), {"question": offered}, headers=headers, follow=True).content.decode()
    assert "Not answered yet" in page
    assert "0 of 1 answered" in page
    assert f'value="{offered}"' not in page
    question = Question.objects.get()
    piece = sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, title="Register", stance="supports", passage="It lists 97 bridges.",
        now=timezone.now(),
    )  # fmt: skip
    where = at("question-answer", claim, question.pk)
    form = client.get(where, headers=headers).content.decode()
    assert "Register: “It lists 97 bridges.”" in form
    wrong = client.post(
        where,
        {"answer_kind": "extractive", "answer": "98", "evidence": piece.pk, "explanation": "Mine."},
        headers=headers,
    )
    assert wrong.status_code == 422
    assert "do not stand in the passage" in wrong.content.decode()
    assert "Mine." in wrong.content.decode()
    page = client.post(
        where, {"answer_kind": "extractive", "answer": "97 bridges", "evidence": piece.pk}, headers=headers, follow=True
    ).content.decode()
    assert "97 bridges" in page
    assert "1 of 1 answered" in page
    assert f'href="#evidence-{piece.pk}"' in page
    assert "answered a question" in page


def test_a_refused_question_loses_nothing(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    worksheet.ask_question(actor=reviewer, claim_id=claim.pk, question="Twice?", now=timezone.now())
    for headers in ({}, HTMX):
        answer = sign_in(reviewer).post(at("question-ask", claim), {"question": "twice?"}, headers=headers)
        assert answer.status_code == 409
        assert 'value="twice?"' in answer.content.decode()
        assert "stands on the worksheet already" in answer.content.decode()


def test_order_is_changed_by_button_and_questions_withdrawn(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)
    for text in ("One?", "Two?"):
        client.post(at("question-ask", claim), {"question": text})
    first, second = claim.questions.standing()
    page = client.post(at("question-move", claim, second.pk), {"step": "-1"}, headers=HTMX).content.decode()
    assert page.index("Two?") < page.index("One?")
    client.post(at("question-move", claim, second.pk), {"step": "1"})
    assert [one.question for one in claim.questions.standing()] == ["One?", "Two?"]
    client.post(at("question-withdraw", claim, first.pk))
    again = client.post(at("question-withdraw", claim, first.pk), headers=HTMX)
    assert (again.status_code, again["Desk-Refusal"]) == (409, "withdrawn_already")


def test_a_worksheet_is_frozen_and_told_why_with_what_was_typed(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    worksheet.ask_question(actor=reviewer, claim_id=claim.pk, question="One?", now=timezone.now())
    builders.hand_in(reviewer, claim, now=timezone.now())
    client = sign_in(reviewer)
    page = client.get(address("detail", claim)).content.decode()
    assert "One?" in page
    assert 'id="question-form"' not in page
    answer = client.post(at("question-ask", claim), {"question": "A question that took an hour?"}, headers=HTMX)
    assert answer.status_code == 409
    assert "A question that took an hour?" in answer.content.decode()


# -- right of reply -------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_asking_is_logged_answered_and_offered_to_the_verdict(
    headers: dict[str, str], claim: Claim, reviewer: User, sign_in: SignIn
) -> None:
    client = sign_in(reviewer)
    data = {"whom": "the ministry", "channel": "email", "asked_at": "2026-03-01T10:00", "question": "Is it so?",
            "is_public": "on"}  # fmt: skip
    page = client.post(at("reply-ask", claim), data, headers=headers, follow=True).content.decode()
    assert "We asked the ministry by email on 1 March 2026; we had no answer" in page
    assert "1 waiting" in page
    row = ReplyRequest.objects.get()
    where = at("reply-outcome", claim, row.pk)
    assert "What came of it" in client.get(where, headers=headers).content.decode()
    refused = client.post(where, {"outcome": "answered", "answer": ""}, headers=headers)
    assert refused.status_code == 422
    saved = client.post(where, {"outcome": "answered", "answer": "It is so."}, headers=headers, follow=True)
    assert "they answered: “It is so.”" in saved.content.decode()
    whole = client.get(address("detail", claim)).content.decode()
    assert "; they answered: “It is so.”</textarea>" in whole  # filled in, to be edited


def test_the_words_of_a_verdict_once_written_stay(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    now = timezone.now()
    reviews.record_verdict(
        actor=reviewer, claim_id=claim.pk, rating_id=builders.rating().pk, summary="It is so.",
        right_of_reply="Asked by me.", now=now,
    )  # fmt: skip
    request = replies.Request(whom="the ministry", channel="email")
    replies.log_request(actor=reviewer, claim_id=claim.pk, request=request, now=now)
    page = sign_in(reviewer).get(address("detail", claim)).content.decode()
    assert "Asked by me.</textarea>" in page
    assert "The log says:" in page


def test_nobody_asked_and_entries_removed(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)
    assert client.post(at("reply-nobody", claim), {"reason": ""}, headers=HTMX).status_code == 422
    page = client.post(at("reply-nobody", claim), {"reason": "The figure is theirs."}, headers=HTMX).content.decode()
    assert "Nobody was asked" in page
    assert 'id="nobody-form"' not in page
    page = client.post(at("reply-withdraw", claim, ReplyRequest.objects.get().pk), follow=True).content.decode()
    assert "Nobody asked yet" in page


def test_what_is_overdue_is_shown(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    now = timezone.now()
    request = replies.Request(
        whom="the ministry", channel="phone", asked_at=now - timedelta(days=2), deadline_at=now - timedelta(days=1)
    )
    replies.log_request(actor=reviewer, claim_id=claim.pk, request=request, now=now)
    page = sign_in(reviewer).get(address("detail", claim)).content.decode()
    assert "1 overdue" in page


def test_a_refused_entry_loses_nothing(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    data = {"whom": "the ministry", "channel": "", "question": "A long letter.", "deadline_at": "soon"}
    for headers in ({}, HTMX):
        page = sign_in(reviewer).post(at("reply-ask", claim), data, headers=headers)
        assert page.status_code == 422
        for words in ("A long letter.", "Choose how you asked.", "Write day and time as"):
            assert words in page.content.decode()


# -- for me ---------------------------------------------------------------------------------------


def test_what_is_unread_comes_first_and_opening_the_claim_reads_it(
    reviewer: User, second: User, sign_in: SignIn
) -> None:
    claim = builders.make_talked_claim(reviewer, told="sam")
    other = builders.make_claim(reviewer)
    builders.make_notice(second, other, now=builders.NOW + timedelta(days=1))
    client = sign_in(second)
    page = client.get(reverse("claims:notice-list")).content.decode()
    assert 'aria-label="For me, 2 unread"' in page
    assert "please look at the register" in page
    assert page.index("A source changed or is gone") < page.index("named you")
    comment = Comment.objects.get()
    assert f'href="{address("detail", claim)}#remark-{comment.pk}"' in page
    opened = client.get(address("detail", claim)).content.decode()
    assert 'aria-label="For me, 1 unread"' in opened
    page = client.get(reverse("claims:notice-list")).content.decode()
    assert page.index("unread-heading") < page.index("seen-heading") < page.index("named you")


def test_one_and_all_are_marked_but_not_what_came_meanwhile(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    first, newest, later = (builders.make_notice(second, claim) for _ in range(3))
    client = sign_in(second)
    client.post(reverse("claims:notice-read", args=[first.pk]))
    client.post(reverse("claims:notice-read-all"), {"newest": newest.pk})
    assert list(Notice.objects.unread()) == [later]
    page = client.post(reverse("claims:notice-read-all"), follow=True).content.decode()
    assert "Nothing is unread." in page
    assert 'aria-label="For me"' in page


def test_a_remark_taken_back_is_told_as_such(reviewer: User, second: User, sign_in: SignIn) -> None:
    builders.make_talked_claim(reviewer, told="sam")
    discussion.remove_comment(actor=reviewer, comment_id=Comment.objects.get().pk, now=builders.NOW)
    page = sign_in(second).get(reverse("claims:notice-list")).content.decode()
    assert "This remark was taken back." in page
    assert "please look" not in page


def test_nobody_sees_what_another_was_told(reviewer: User, second: User, sign_in: SignIn) -> None:
    builders.make_talked_claim(reviewer, told="sam")
    page = sign_in(reviewer).get(reverse("claims:notice-list")).content.decode()
    assert "Nothing yet" in page


def test_read_ones_go_on_page_by_page(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    for n in range(35):
        notice = builders.make_notice(second, claim, now=builders.NOW + timedelta(minutes=n))
        Notice.objects.filter(pk=notice.pk).update(read_at=builders.NOW, text=f"Told {n}.")
    client = sign_in(second)
    first = client.get(reverse("claims:notice-list")).content.decode()
    assert "Told 34." in first
    assert "Told 4." not in first
    older = first.partition('rel="next" href="')[2].partition('"')[0]
    assert "Told 4." in client.get(reverse("claims:notice-list") + older).content.decode()


def test_the_pages_cost_the_same_for_one_and_for_many(
    reviewer: User, second: User, sign_in: SignIn, count_queries: CountQueries
) -> None:
    claim = builders.make_talked_claim(reviewer, told="sam")
    client = sign_in(second)
    pages = (address("detail", claim), reverse("claims:notice-list"))
    few = [count_queries(lambda where=where: client.get(where)) for where in pages]  # type: ignore[misc]
    for n in range(12):
        discussion.say(actor=reviewer, claim_id=claim.pk, body=f"@sam {n}", now=builders.NOW)
        worksheet.ask_question(actor=reviewer, claim_id=claim.pk, question=f"{n}?", now=builders.NOW)
        request = replies.Request(whom=f"Office {n}", channel="email", asked_at=builders.NOW)
        replies.log_request(actor=reviewer, claim_id=claim.pk, request=request, now=builders.NOW)
    many = [count_queries(lambda where=where: client.get(where)) for where in pages]  # type: ignore[misc]
    assert few == many
