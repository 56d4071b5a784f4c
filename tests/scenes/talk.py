"""Talk, questions and replies on a claim, and what each person is told."""

from collections.abc import Iterator
from datetime import timedelta

from playwright.sync_api import Page, expect

from claims.models import Claim
from claims.services import discussion, replies, worksheet
from claims.services.replies import Request
from tests.scenes.scene import Scene
from tests.scenes.stories import CASES
from tests.scenes.world import World


def discussed(world: World) -> Claim:
    claim = world.held("reading scores rose by five points", "rita", at=world.ago(minutes=20))
    piece, _ = world.attach(claim, CASES["income"], "rita", at=world.ago(minutes=19))
    asked = [
        worksheet.ask_question(actor=world["rita"], claim_id=claim.pk, question=question, now=world.ago(minutes=18))
        for question in (
            "By how many points did the reading scores rise, and between which years?",
            "Did they rise in other cities too?",
            "Did the rise begin before the meals did?",
            "Which pupils were tested?",
        )
    ]
    worksheet.answer_question(
        actor=world["rita"], question_id=asked[0].pk, answer_kind="extractive", evidence_id=piece.pk,
        now=world.ago(minutes=17),
    )  # fmt: skip
    worksheet.answer_question(
        actor=world["ravi"], question_id=asked[2].pk, answer_kind="boolean", answer="yes",
        explanation="The curve turns up in 2022; the meals began in 2024.", now=world.ago(minutes=16),
    )  # fmt: skip
    worksheet.answer_question(
        actor=world["rita"], question_id=asked[3].pk, answer_kind="unanswerable",
        explanation="The university has not published its sample.", now=world.ago(minutes=15),
    )  # fmt: skip
    rows = [
        replies.log_request(
            actor=world["rita"], claim_id=claim.pk, now=world.ago(minutes=14),
            request=Request(
                whom=whom, channel=channel, asked_at=world.ago(days=days), deadline_at=until, question=what
            ),
        )
        for whom, channel, days, until, what in (
            ("Edit Sarr, University of Brant", "email", 2, world.now + timedelta(days=1), "Which pupils were tested?"),
            ("Jorun Vikander, city of Brant", "phone", 3, world.ago(days=1), "On what does the city rest its figure?"),
            ("Teachers' union", "contact_form", 4, world.ago(days=2), "Do your schools see it too?"),
        )
    ]  # fmt: skip
    replies.record_outcome(
        actor=world["rita"], reply_id=rows[2].pk, outcome="answered", now=world.ago(minutes=13),
        answer="In our schools we saw no rise. We would have noticed.",
    )  # fmt: skip
    for minutes, who, body in (
        (12, "rita", "@ravi you know the university: is this the study that was withdrawn in January?"),
        (10, "ravi", "No, another one. That was about mathematics: https://brant.example.edu/notes/retraction"),
        (9, "edda", "Then say so in the text, @rita, readers will ask.\nAnd name the years."),
    ):
        discussion.say(actor=world[who], claim_id=claim.pk, body=body, now=world.ago(minutes=minutes))
    return claim


def scenes(world: World) -> Iterator[Scene]:
    claim = discussed(world)
    here = f"/claims/{claim.pk}/"

    def fold_out(page: Page) -> None:
        page.evaluate("""() => {
          for (const part of ["questions", "replies", "talk"])
            for (const one of document.querySelectorAll(`#claim-${part} details`)) one.open = true;
        }""")

    def answer(page: Page) -> None:
        fold_out(page)
        page.locator("[id^=answer-]:not(form)").nth(1).click()
        expect(page.locator("[id^=answer-form-]")).to_be_visible()
        page.locator("[id^=outcome-]:not(form)").first.click()
        expect(page.locator("[id^=outcome-form-]")).to_be_visible()

    def mention(page: Page) -> None:
        page.keyboard.press("d")
        expect(page.get_by_label("Say something about this claim")).to_be_focused()
        page.keyboard.type("Look, @r")
        expect(page.get_by_role("listbox", name="Colleagues").get_by_role("option").first).to_be_visible()

    yield Scene("claim-record", "rita", here, ".question", steps=fold_out)
    yield Scene("claim-record-answering", "rita", here, "[id^=answer-form-]", steps=answer)
    yield Scene("claim-talk-mention", "rita", here, ".names [role=option]", steps=mention)
    yield Scene("claim-talk-folded", "ravi", here, "#talk-summary")
    yield Scene("for-me", "rita", "/for-me/", "main a")
    yield Scene("for-me-editor", "emil", "/for-me/", "main a")
