"""Talk, questions and replies by hand and keyboard, and the page of what one was told."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from claims.models import Claim, Comment, User
from claims.services import replies, sources, worksheet
from tests import builders
from tests.browser.conftest import NARROW, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def held_claim() -> tuple[User, Claim]:
    reviewer = builders.make_user("rita")
    return reviewer, builders.make_held_claim(reviewer, now=timezone.now())


def filled_claim(reviewer: User) -> Claim:
    """With something of every kind on it: answered and open questions, an overdue reply, remarks."""
    now = timezone.now()
    claim = builders.make_held_claim(reviewer, now=now)
    piece = sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, title="Register", stance="supports", passage="It lists 97 bridges.", now=now
    )
    worksheet.ask_question(actor=reviewer, claim_id=claim.pk, question="How many bridges are there?", now=now)
    asked = worksheet.ask_question(actor=reviewer, claim_id=claim.pk, question="Who counted them?", now=now)
    worksheet.answer_question(
        actor=reviewer, question_id=asked.pk, answer_kind="extractive", evidence_id=piece.pk, now=now
    )
    request = replies.Request(
        whom="The ministry", channel="email", asked_at=now - timedelta(days=3), deadline_at=now - timedelta(days=1)
    )
    replies.log_request(actor=reviewer, claim_id=claim.pk, request=request, now=now)
    return claim


def test_a_colleague_is_named_by_keyboard_and_finds_it_under_for_me(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    second = builders.make_user("sam")
    builders.make_user("sabine")
    one = desk(reviewer)
    page = one.open(f"/claims/{claim.pk}/")
    expect(page.locator("#comment-form")).to_be_hidden()
    page.keyboard.press("d")
    field = page.get_by_label("Say something about this claim")
    expect(field).to_be_focused()
    page.keyboard.type("Look, @s")
    names = page.get_by_role("listbox", name="Colleagues").get_by_role("option")
    expect(names).to_have_count(2)
    field_box, list_box = field.bounding_box(), page.get_by_role("listbox").bounding_box()
    assert field_box is not None
    assert list_box is not None
    assert list_box["y"] >= field_box["y"] + field_box["height"]  # under the field, not over what is typed
    assert one.faults() == []
    page.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Look, @sam ")
    expect(names).to_have_count(0)
    page.keyboard.type("please.\nIt is at https://registry.example.org/b.")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".remark")).to_have_count(1)
    expect(page.locator("#notices")).to_contain_text("Sam will see it.")
    expect(field).to_have_value("")
    link = page.locator(".remark__body a")
    expect(link).to_have_attribute("rel", "external nofollow noopener noreferrer")

    other = desk(second)
    page = other.open("/for-me/")
    expect(page.get_by_role("link", name="For me, 1 unread")).to_be_visible()
    assert other.faults_in_light_and_dark() == []
    page.get_by_role("link", name=claim.standalone).click()
    expect(page.locator(f"#remark-{Comment.objects.get().pk}")).to_be_in_viewport()
    expect(page.get_by_role("link", name="For me", exact=True)).to_be_visible()


def test_escape_closes_the_names_and_what_was_typed_stays(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    page = desk(reviewer).open(f"/claims/{claim.pk}/")
    page.keyboard.press("d")
    page.keyboard.type("@ri")
    expect(page.locator(".names [role=option]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".names [role=option]")).to_have_count(0)
    expect(page.get_by_label("Say something about this claim")).to_have_value("@ri")
    page.keyboard.press("Enter")
    page.keyboard.type("new line")
    expect(page.get_by_label("Say something about this claim")).to_have_value("@ri\nnew line")


def test_a_question_is_asked_answered_and_moved_without_a_mouse(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    one = desk(reviewer)
    page = one.open(f"/claims/{claim.pk}/")
    page.keyboard.press("q")
    expect(page.get_by_label("What has to be found out?")).to_be_focused()
    page.keyboard.type("How many are there?")
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("#question-question").fill("Who counted them?")
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_count(2)
    first = page.locator(".question").first
    page.get_by_role("link", name="Answer: How many are there?").press("Enter")
    expect(page.get_by_label("In our words")).to_be_focused()
    page.get_by_label("Answer", exact=True).fill("Ninety-seven.")
    page.get_by_role("button", name="Save the answer").press("Enter")
    expect(first).to_contain_text("Ninety-seven.")
    expect(page.locator("#questions-summary")).to_contain_text("1 of 2 answered")
    page.locator(".question").nth(1).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".question").first).to_contain_text("Who counted them?")
    expect(page.locator(".question").first).to_be_focused()


def test_a_refused_answer_keeps_every_word(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    question = worksheet.ask_question(actor=reviewer, claim_id=claim.pk, question="Is it so?", now=timezone.now())
    page = desk(reviewer).open(f"/claims/{claim.pk}/")
    page.locator(f"#answer-{question.pk}").click()
    page.get_by_label("Yes or no").check(force=True)
    page.get_by_label("Answer", exact=True).fill("perhaps, after a long search")
    page.get_by_role("button", name="Save the answer").click()
    expect(page.locator(".slot")).to_contain_text("Answer yes or no.")
    expect(page.get_by_label("Answer", exact=True)).to_have_value("perhaps, after a long search")
    expect(page.get_by_label("Answer", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f"#answer-{question.pk}")).to_be_focused()


def test_what_was_logged_is_offered_to_the_verdict_and_own_words_are_never_touched(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    page = desk(reviewer).open(f"/claims/{claim.pk}/")
    said = page.locator("#verdict-right_of_reply")
    page.keyboard.press("w")
    expect(page.get_by_label("Whom we asked")).to_be_focused()
    page.get_by_label("Whom we asked").fill("the ministry")
    page.get_by_label("How", exact=True).select_option("email")
    page.get_by_role("button", name="Log it").click()
    expect(said).to_have_value(containing("We asked the ministry by email on"))
    said.fill("My own words.")
    page.get_by_role("link", name="What came of it: the ministry").click()
    page.get_by_label("Answered", exact=True).check(force=True)
    page.get_by_label("What they said").fill("It is so.")
    page.locator(".slot").get_by_role("button", name="Save").click()
    expect(page.locator("#reply-offer")).to_contain_text("they answered: “It is so.”")
    expect(said).to_have_value("My own words.")
    page.get_by_role("button", name="Use these words").click()
    expect(said).to_have_value(containing("they answered: “It is so.”"))


def containing(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words))


def test_each_state_reads_well_in_light_and_dark_and_fits_a_telephone(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    claim = filled_claim(reviewer)
    empty = builders.make_held_claim(reviewer, now=timezone.now())
    wide, narrow = desk(reviewer), desk(reviewer, size=NARROW)
    for one in (wide, narrow):
        page = one.open(f"/claims/{claim.pk}/")
        page.locator("[id^=answer-]").first.click()
        expect(page.locator("[id^=answer-form-]")).to_be_visible()
        page.locator("[id^=outcome-]").first.click()
        expect(page.locator("[id^=outcome-form-]")).to_be_visible()
        assert one.faults_in_light_and_dark() == []
        assert one.overhang() == 0
        page = one.open(f"/claims/{empty.pk}/")
        for key in "qwd":
            page.keyboard.press(key)
            page.evaluate("document.activeElement.blur()")
        assert one.faults_in_light_and_dark() == []
        assert one.overhang() == 0
        one.open("/for-me/")
        assert one.faults_in_light_and_dark() == []
        assert one.overhang() == 0


def test_all_of_it_works_without_scripts(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    page = desk(reviewer, is_scripted=False).open(f"/claims/{claim.pk}/")
    page.locator("#questions-summary").click()
    page.get_by_label("What has to be found out?").fill("How many are there?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("link", name="Answer: How many are there?").click()
    page.get_by_label("Answer", exact=True).fill("Ninety-seven.")
    page.get_by_role("button", name="Save the answer").click()
    page.locator("#questions-summary").click()
    expect(page.locator(".question")).to_contain_text("Ninety-seven.")
    page.locator("#talk-summary").click()
    page.get_by_label("Say something about this claim").fill("Done.")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".remark")).to_contain_text("Done.")
