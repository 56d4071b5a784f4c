"""An article's finds by keyboard: other words, split, merge, undo, speakers, filters; and how it all looks."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from claims.models import Article, Claim, Statement, User
from claims.services import claims, statements, surgery, versions
from tests import builders
from tests.browser.conftest import NARROW, WIDE, Desk, OpenDesk
from tests.browser.test_articles import select
from tests.builders import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TEXT = (
    "🌊 The valley of Keld lost 212 houses and 40 bridges in the flood of March, Hanna Sorel said on Monday.\n\n"
    "“Nobody warned the whole valley of the rising water,” the mayor told Radio Norland.\n\n"
    "Norland closed 14 mines and opened 3 harbours in 2025. The ferries sailed all winter, it said."
)


def shoot(page: Page, name: str) -> None:
    """A picture to look at, where somebody asked for pictures."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def shoot_all(one: Desk, name: str) -> None:
    for scheme in ("light", "dark"):
        one.page.emulate_media(color_scheme=scheme)
        for size in (WIDE, NARROW):
            one.page.set_viewport_size(size)
            shoot(one.page, f"{name}-{size['width']}-{scheme}")
            assert one.overhang() <= 0, f"{name} is wider than {size['width']}"
    one.page.emulate_media(color_scheme="light")
    one.page.set_viewport_size(WIDE)


def make_article(actor: User, text: str = TEXT) -> Article:
    article = builders.make_article(actor, text, title="Floods in Keld", outlet="The Norland Post")
    Article.objects.filter(pk=article.pk).update(status="ready")
    article.refresh_from_db()
    return article


def mark(actor: User, article: Article, words: str) -> Claim:
    version = article.versions.latest()
    start = version.text.index(words)
    return claims.add_claim(actor=actor, version_id=version.pk, start=start, end=start + len(words), now=NOW)


def test_marks_on_the_wrong_words_are_moved_by_keys_shown_live_and_taken_back(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = make_article(reviewer)
    claim = mark(reviewer, article, "The valley of Keld lost 212 houses and 40 bridges")
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    page.keyboard.press("j")
    for _ in range(3):
        page.keyboard.press("}")  # the end, one word back: opens the tool first
        expect(page.locator("[data-span-tool]")).to_be_visible()
    expect(page.locator("[data-words]")).to_have_text("The valley of Keld lost 212 houses")
    page.keyboard.press("{")
    expect(page.locator("[data-words]")).to_have_text("valley of Keld lost 212 houses")
    page.keyboard.press("[")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("[data-words]")).to_have_text("The valley of Keld lost 212 houses and")
    page.keyboard.press("Shift+ArrowLeft")
    assert (
        page.evaluate("[...CSS.highlights.get('span-preview')][0].toString()") == "The valley of Keld lost 212 houses"
    )
    assert one.faults_in_light_and_dark() == []
    shoot_all(one, "span-tool")
    page.keyboard.press("Enter")  # on Save
    expect(page.get_by_text("It has other words now.")).to_be_visible()
    expect(page.locator(f"#open-{claim.pk}")).to_be_focused()  # once the swap has settled
    claim.refresh_from_db()
    assert claim.quote == "The valley of Keld lost 212 houses"
    assert "".join(page.locator(f'mark[data-claims~="{claim.pk}"]').all_text_contents()) == claim.quote
    page.keyboard.press("u")
    expect(page.get_by_text("It has other words now.")).to_be_hidden()
    claim.refresh_from_db()
    assert claim.quote.endswith("40 bridges")


def test_selected_words_become_those_of_the_claim_while_its_tool_is_open(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = make_article(reviewer)
    claim = mark(reviewer, article, "The valley of Keld lost 212 houses")
    page = desk(reviewer).open(f"/articles/{article.pk}/")
    page.keyboard.press("j")
    page.keyboard.press("w")
    expect(page.locator("[data-span-tool]")).to_be_visible()
    select(page, "lost 212 houses and 40 bridges")
    expect(page.locator("[data-words]")).to_have_text("lost 212 houses and 40 bridges")
    expect(page.locator("#selectbar")).to_be_hidden()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It has other words now.")).to_be_visible()
    claim.refresh_from_db()
    assert claim.quote == "lost 212 houses and 40 bridges"


def test_a_claim_is_split_and_merged_by_keys_and_each_is_taken_back(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = make_article(reviewer)
    claim = mark(reviewer, article, "Norland closed 14 mines and opened 3 harbours in 2025")
    like = mark(reviewer, article, "The ferries sailed all winter")
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(page.get_by_label("The second claim begins with")).to_be_focused()
    expect(page.locator("[data-parts] li").nth(1)).to_have_text("opened 3 harbours in 2025")
    assert one.faults_in_light_and_dark() == []
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Split", exact=True).press("Enter")
    expect(page.get_by_text("Split in two.")).to_be_visible()
    first, _ = Claim.objects.filter(split_from=claim).order_by("start")
    expect(page.locator(f"#find-{first.pk}")).to_be_visible()
    shoot_all(one, "split")
    page.keyboard.press("u")
    expect(page.get_by_text("Split in two.")).to_be_hidden()
    claim.refresh_from_db()
    assert claim.status == "open"
    page.locator(f"#open-{claim.pk}").focus()
    page.keyboard.press("m")
    expect(page.get_by_label("Which claim goes on?")).to_be_focused()
    page.keyboard.type("ferries winter")  # no key fires meanwhile
    expect(page.get_by_role("radio")).to_have_count(1)
    assert one.faults_in_light_and_dark() == []
    shoot_all(one, "merge-tool")
    page.get_by_role("button", name="Merge", exact=True).press("Enter")
    expect(page.get_by_text(f"It goes on in claim {like.pk}.")).to_be_visible()
    assert one.focused() == f"open-{claim.pk}"
    page.keyboard.press("u")
    expect(page.get_by_text(f"It goes on in claim {like.pk}.")).to_be_hidden()
    claim.refresh_from_db()
    assert (claim.status, claim.merged_into) == ("open", None)


def test_selected_words_become_a_statement_whose_speaker_is_fixed_and_which_is_taken_out(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = make_article(reviewer)
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    select(page, "“Nobody warned the whole valley of the rising water,”")
    expect(page.locator("#selectbar")).to_be_visible()
    page.keyboard.press("q")
    expect(page.get_by_role("dialog").get_by_label("Who said it")).to_be_focused()
    page.get_by_label("Who speaks, in the words of the text").fill("the mayor")
    page.get_by_label("The word that says so").fill("told")
    assert one.faults_in_light_and_dark() == []
    shoot(page, "statement-dialog")
    page.get_by_role("dialog").get_by_role("button", name="Add statement").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    said = Statement.objects.get()
    assert one.focused() == f"says-{said.pk}"
    page.keyboard.press("f")
    page.get_by_label("Who said it?").fill("Hanna Sorel")
    page.keyboard.press("Enter")
    expect(page.locator(".said b")).to_have_text("Hanna Sorel")
    page.get_by_role("button", name="This is no statement").click()
    expect(page.get_by_text("Taken out: this is no statement.")).to_be_visible()
    expect(page.locator(".para .cue")).to_have_count(0)
    assert one.focused() == f"back-statement-{said.pk}"
    page.keyboard.press("Enter")
    expect(page.locator(".said b")).to_have_text("Hanna Sorel")
    assert one.faults_in_light_and_dark() == []


def test_ten_marks_over_the_same_words_stay_readable(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = make_article(reviewer)
    sentence = "The valley of Keld lost 212 houses and 40 bridges in the flood of March, Hanna Sorel said on Monday"
    words = sentence.split()
    made = [mark(reviewer, article, " ".join(words[: len(words) - place])) for place in range(9)]
    made.append(mark(reviewer, article, "Keld lost 212 houses"))
    claims.dismiss_claim(actor=reviewer, claim_id=made[3].pk, reason="opinion", now=NOW)
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    assert page.locator(".para__text").all_text_contents() == TEXT.split("\n\n")
    lanes = page.locator(f'mark[data-claims~="{made[-1].pk}"]').first.get_attribute("class") or ""
    assert sum(name.startswith("u") for name in lanes.split()) == 10
    assert one.faults_in_light_and_dark() == []
    shoot_all(one, "ten-marks")


def test_filters_say_what_they_hide_and_the_page_works_without_scripts(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = make_article(reviewer)
    claim = mark(reviewer, article, "Norland closed 14 mines and opened 3 harbours in 2025")
    other = mark(reviewer, article, "The ferries sailed all winter")
    claims.dismiss_claim(actor=reviewer, claim_id=other.pk, reason="opinion", now=NOW)
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/?status=active")
    expect(page.get_by_text("1 of 2 claims shown")).to_be_visible()
    expect(page.locator(f"#find-{other.pk}")).to_have_count(0)
    assert one.faults_in_light_and_dark() == []
    shoot_all(one, "filtered")
    plain = desk(reviewer, is_scripted=False).open(f"/finds/{claim.pk}/span/")
    plain.get_by_role("button", name="earlier").nth(1).click()
    expect(plain.locator(".spantool__text b")).to_have_text("Norland closed 14 mines and opened 3 harbours in")
    plain.get_by_role("button", name="Save").click()
    plain.wait_for_url(f"**/articles/{article.pk}/**")
    claim.refresh_from_db()
    assert claim.quote == "Norland closed 14 mines and opened 3 harbours in"


def test_text_changed_at_the_source_after_ingest_and_nobody_noticed(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = make_article(reviewer)
    for words in (
        "The valley of Keld lost 212 houses and 40 bridges in the flood of March",
        "The ferries sailed all winter",
    ):
        mark(reviewer, article, words)
    whole = mark(reviewer, article, "Norland closed 14 mines and opened 3 harbours in 2025")
    surgery.split_claim(actor=reviewer, claim_id=whole.pk, at=28, now=NOW)
    version = article.versions.get()
    quote = "“Nobody warned the whole valley of the rising water,”"
    start = TEXT.index(quote)
    statements.add_statement(
        actor=reviewer, version_id=version.pk, content=[start, start + len(quote)], name="Hanna Sorel", now=NOW
    )  # fmt: skip
    other = make_article(reviewer, f"{quote} Ola Brandt told reporters.")
    statements.add_statement(
        actor=reviewer, version_id=other.versions.get().pk, content=[0, len(quote)], name="Ola Brandt", now=NOW
    )  # fmt: skip
    text = TEXT.replace("212", "221").replace(" The ferries sailed all winter, it said.", "")
    versions.revise_article(actor=reviewer, article_id=article.pk, text=text, now=NOW)
    Article.objects.filter(pk=article.pk).update(status="ready", url="https://news.example.org/keld")
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    expect(page.get_by_text("1 claim whose words are not in the newest text")).to_be_visible()
    expect(page.get_by_text("words changed at the source").first).to_be_visible()
    expect(page.get_by_text("Ola Brandt’s")).to_be_visible()
    assert one.faults_in_light_and_dark() == []
    shoot_all(one, "changed-text")


def test_an_article_of_three_thousand_words_reads_and_moves(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    line = (
        "The council of place number {0} closed {0} schools and opened {1} clinics in 2025, its chair said on Monday. "
    )
    paragraphs = ["".join(line.format(10 * n + m, n + m) for m in range(4)).strip() for n in range(1, 41)]
    article = make_article(reviewer, "\n\n".join(paragraphs))
    for n in range(1, 41):
        for m in range(4):
            mark(
                reviewer, article, f"number {10 * n + m} closed {10 * n + m} schools and opened {n + m} clinics in 2025"
            )
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    for _ in range(12):
        page.keyboard.press("j")
    expect(page.locator("[data-claim].is-current")).to_have_count(1)
    assert one.faults() == []
    shoot(page, "three-thousand-words")
