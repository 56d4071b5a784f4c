"""Articles: handed in, read, and worked on in their text."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from playwright.sync_api import Page, expect

from claims.models import Article, Claim
from claims.services import articles, claims, extraction, statements, surgery, versions
from tests.browser.test_articles import select
from tests.scenes.scene import Scene, Step, click
from tests.scenes.stories import STORIES, Story
from tests.scenes.world import World

QUOTE = "“Nobody told the villages that their bridge would be closed to lorries,”"
REGISTER = Story(
    "Minister defends the state of the bridges",
    "The Norland Post",
    "Ansel Pryce",
    date(2026, 3, 5),
    "Norland's register of bridges lists 97 bridges and 40 tunnels in all and was last brought up to date in January, "
    "the minister, Mira Castel, said on Thursday.\n\n"
    f"{QUOTE} the mayor of Keld, Hanna Sorel, told Radio Norland.\n\n"
    "Twelve of the bridges are closed to lorries until the autumn. The repairs of the twelve cost 18 million crowns, "
    "Castel said. One engineer, who asked not to be named, called the sum “a joke”.",
)
TUNNEL = Story(
    "Tunnel under the strait is on time, builder says",
    "The Harbour Gazette",
    "Ines Quill",
    date(2026, 3, 11),
    "The tunnel under the strait will be finished in 2029 and has cost 1.1 billion crowns so far, the builder's "
    "spokeswoman, Oda Hale, said on Wednesday.\n\n"
    "Two of five machines stood still last year. 740 people work on the site, and 14 accidents were reported in "
    "2025.\n\n"
    "“We have dug 11.4 kilometres of 18,” Hale told The Harbour Gazette.",
)
FERRY = Story(
    "Ferry to Keld stops for the winter",
    "Upper Valley Post",
    "Rosa Telm",
    date(2025, 11, 3),
    "The ferry to Keld does not sail between November and March, and 240 commuters take the bus instead. "
    "The line lost 2 million crowns in 2024, its manager said.",
)
QUIET = Story("A walk along the harbour", "Tagwerk", "Mona Elling", date(2026, 3, 1), "Why not walk along the harbour?")


def mark(world: World, article: Article, words: str) -> Claim:
    version = article.versions.latest()
    start = version.text.index(words)
    return claims.add_claim(
        actor=world["nora"], version_id=version.pk, start=start, end=start + len(words), now=world.ago(hours=2)
    )


# Ten claims over the same words, each worded for itself.
OVERLAPPING = (
    ("Norland's register of bridges lists 97 bridges", "Norland's register of bridges has 97 entries for bridges."),
    ("97 bridges", "There are 97 bridges in Norland."),
    ("97 bridges and 40 tunnels", "Norland has more than twice as many bridges as tunnels."),
    ("lists 97 bridges and 40 tunnels in all", "No bridge of Norland is missing from the register."),
    ("40 tunnels in all", "There are 40 tunnels in Norland."),
    ("register of bridges lists 97 bridges and 40 tunnels", "The register of bridges holds tunnels too."),
    ("97 bridges and 40 tunnels in all and was last brought up to date in January", "All entries date from January."),
    ("was last brought up to date in January", "The register was last brought up to date in January 2026."),
    ("lists 97 bridges and 40 tunnels in all and was last brought", "The register is kept up to date."),
    ("bridges lists 97 bridges and 40 tunnels in all and was last brought up", "The register is complete."),
)


def overlapping(world: World, article: Article) -> None:
    version = article.versions.latest()
    for place, (words, standalone) in enumerate(OVERLAPPING):
        start = version.text.index(words)
        span = start, start + len(words)
        if article.claims.filter(start=span[0], end=span[1]).exists():  # the engine found it, too
            continue
        claim = claims.add_claim(
            actor=world["nora"], version_id=version.pk, start=span[0], end=span[1], standalone=standalone,
            now=world.ago(hours=2),
        )  # fmt: skip
        if place == len(OVERLAPPING) - 1:
            claims.dismiss_claim(actor=world["ravi"], claim_id=claim.pk, reason="Said before", now=world.ago(hours=1))


def doubled(world: World, article: Article) -> None:
    """The same quotation, told as somebody else's in another article."""
    other = world.read(
        Story("Villages complain", "Skag Evening Mail", "Dara Moss", date(2026, 3, 6),
              f"{QUOTE} Ola Brandt told reporters in Skag on Friday. He runs a haulage company with 30 lorries."),
        at=world.ago(hours=7),
    )  # fmt: skip
    for one, name in ((article, "Hanna Sorel"), (other, "Ola Brandt")):
        version = one.versions.latest()
        start = version.text.index(QUOTE)
        if not version.statements.filter(start__lte=start, end__gt=start).exists():
            statements.add_statement(
                actor=world["nora"], version_id=version.pk, content=[start, start + len(QUOTE)], name=name,
                now=world.ago(hours=6),
            )  # fmt: skip


def revised(world: World) -> Article:
    """Its source changed: a number moved, a sentence is gone, and a claim was merged before."""
    article = world.read(TUNNEL, at=world.ago(hours=9), url="https://harbourgazette.example.net/tunnel")
    mark(world, article, "Two of five machines stood still last year")
    part = mark(world, article, "14 accidents were reported")
    whole = article.claims.exclude(pk=part.pk).order_by("-start")[0]
    surgery.merge_claim(actor=world["rita"], claim_id=part.pk, into_id=whole.pk, now=world.ago(hours=1))
    text = TUNNEL.text.replace("1.1 billion", "1.3 billion").replace("Two of five machines stood still last year. ", "")
    versions.revise_article(actor=None, article_id=article.pk, text=text, now=world.ago(minutes=40))
    extraction.extract_article(article_id=article.pk, clock=lambda: world.ago(minutes=39))
    return article


def tool(claim: Claim, key: str, shows: str) -> Step:
    """Open a find's tool by its key."""

    def step(page: Page) -> None:
        page.locator(f"#open-{claim.pk}").focus()
        page.keyboard.press(key)
        expect(page.locator(f"#tools-{claim.pk} {shows}").first).to_be_visible()

    return step


def selected(words: str, key: str = "") -> Callable[[Page], None]:
    def step(page: Page) -> None:
        page.get_by_text(words).first.scroll_into_view_if_needed()
        select(page, words)
        expect(page.locator("#selectbar")).to_be_visible()
        if key:
            page.keyboard.press(key)

    return step


def scenes(world: World) -> Iterator[Scene]:
    coal = world.stories["Skag council splits over its last coal plant"]
    register = world.read(REGISTER, at=world.ago(hours=8))
    doubled(world, register)
    overlapping(world, register)
    tunnel = revised(world)
    failed = world.hand_in(
        replace(FERRY, text=""), at=world.ago(minutes=9), url="https://uppervalley.example.net/ferry"
    )
    articles.begin_extraction(article_id=failed.pk, now=world.ago(minutes=8))
    failed.refresh_from_db()
    articles.put_back(
        article=failed, code="forbidden", is_final=True, now=world.ago(minutes=8),
        reason="The site does not show this page to programs (HTTP 403). Paste the text or upload the file instead.",
    )  # fmt: skip
    quiet = world.read(QUIET, at=world.ago(hours=6))
    withdrawn = world.read(FERRY, at=world.ago(hours=5))
    articles.withdraw_article(
        actor=world["edda"], article_id=withdrawn.pk, reason="The outlet took the article down.", now=world.ago(hours=1)
    )
    waiting = world.hand_in(
        Story("Skag plans a second tram line", "Skag Evening Mail", "Dara Moss", date(2026, 3, 12),
              "The second tram line will cost 300 million crowns, the mayor said."),
        at=world.ago(minutes=5),
    )  # fmt: skip
    later = replace(STORIES[1], title="Norland's nurses, a week later", text=STORIES[1].text.replace("4,200", "4,300"))
    reading = world.hand_in(later, at=world.ago(seconds=40))
    articles.begin_extraction(article_id=reading.pk, now=world.ago(seconds=30))
    page = f"/articles/{coal.pk}/"

    def dismiss(page: Page) -> None:
        page.locator(f"#open-{first.pk}").focus()
        page.keyboard.press("x")

    def more(page: Page) -> None:
        page.locator(f"#open-{first.pk}").focus()
        page.locator(f"#find-{first.pk}").hover()
        page.locator(f"#find-{first.pk} .find__more summary").click()

    finds = list(coal.claims.filter(status="proposed", statement__isnull=False).order_by("start"))
    first = max(finds, key=lambda claim: len(claim.quote))
    yield Scene("articles", "rita", "/articles/", ".articlerow")
    yield Scene("article-new", "rita", "/articles/new/", "main form")
    yield Scene(
        "article-new-refused", "rita", "/articles/new/", "[role=alert]",
        steps=lambda page: page.get_by_role("button", name="Take it in").click(),
    )  # fmt: skip
    yield Scene(
        "article-waiting", "rita", f"/articles/{waiting.pk}/", ".waiting | No worker has answered", is_silent=True
    )
    yield Scene("article-reading", "rita", f"/articles/{reading.pk}/", ".waiting | A worker is reading it")
    yield Scene("article-failed", "rita", f"/articles/{failed.pk}/", "[role=alert] | HTTP 403")
    yield Scene("article-no-claims", "rita", f"/articles/{quiet.pk}/", ".article__sum | No claims were found")
    yield Scene("article-withdrawn", "rita", f"/articles/{withdrawn.pk}/", ".notice | Withdrawn")
    yield Scene("article", "rita", page, ".find")
    yield Scene(
        "article-legend", "rita", page, ".legend", steps=click("summary:text('What the marks mean')"), is_window=True
    )
    yield Scene("article-facts", "rita", page, "form.facts", steps=click("#correct-facts"))
    yield Scene("article-filtered", "rita", f"{page}?status=proposed&kind=numerical", "#find-filters[open]")
    yield Scene("article-span", "rita", page, "[data-span-tool]", steps=tool(first, "w", "[data-span-tool]"))
    yield Scene("article-split", "rita", page, "[data-parts]", steps=tool(first, "d", "[data-parts]"))
    yield Scene("article-merge", "rita", page, ".tool", steps=tool(first, "m", "[type=radio]"))
    yield Scene("article-reword", "rita", page, ".tool, .find__tools form", steps=tool(first, "r", "form"))
    yield Scene("article-speaker", "rita", page, ".find__tools form", steps=tool(first, "f", "form"))
    yield Scene(
        "article-why",
        "rita",
        page,
        ".find table",
        steps=click(f"#find-{first.pk} .find__facts summary"),
        is_window=True,
    )
    yield Scene("article-more", "rita", page, ".find__more[open] .menu__list", steps=more)
    words = "Only 1,104 people took part in it"
    yield Scene("article-selected", "rita", page, "#selectbar", steps=selected(words), is_window=True)
    yield Scene("article-add-claim", "rita", page, "#add-claim", steps=selected(words, "c"), is_window=True)
    yield Scene("article-add-statement", "rita", page, "#add-statement", steps=selected(words, "q"), is_window=True)
    yield Scene("article-dismiss", "rita", page, "#dismiss", steps=dismiss, is_window=True)
    yield Scene("article-ten-marks", "rita", f"/articles/{register.pk}/", "mark[data-claims]")
    yield Scene("article-integrity", "rita", f"/articles/{register.pk}/?flag=others", ".said__flag")
    police = world.stories["Burglaries double in Keld, or do they?"]
    yield Scene("article-unnamed", "rita", f"/articles/{police.pk}/", ".tag--warn | unnamed source")
    yield Scene("article-changed", "rita", f"/articles/{tunnel.pk}/", ".detached | not in the newest text")
    yield Scene("article-revise", "rita", f"/articles/{tunnel.pk}/revise/", "main form")
    yield Scene("article-facts-page", "rita", f"/articles/{tunnel.pk}/facts/", "form.facts")
    yield Scene("find-span-page", "rita", f"/finds/{first.pk}/span/", "main form")
    yield Scene("find-split-page", "rita", f"/finds/{first.pk}/split/", "main form")
    yield Scene("find-merge-page", "rita", f"/finds/{first.pk}/merge/", "main form")
    yield Scene("find-reword-page", "rita", f"/finds/{first.pk}/reword/", "main form")
    yield Scene("find-speaker-page", "rita", f"/finds/{first.pk}/speaker/", "main form")
    yield Scene("claim-add-page", "rita", f"/articles/{coal.pk}/claims/", "main form")
    yield Scene("statement-add-page", "rita", f"/articles/{coal.pk}/statements/", "main form")
