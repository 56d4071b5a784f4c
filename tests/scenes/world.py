"""A newsroom to look at: people, articles that the engine has read, and claims brought as far as a scene wants them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from claims.models import Article, Claim, ClaimLookup, Evidence, Proximity, Role, Stance, User
from claims.services import articles, claims, extraction, people, publishing, reviews, sources
from claims.services.articles import Submission
from claims.services.keeping import HandedIn
from tests.builders import PASSWORD, rating
from tests.scenes.stories import CASES, STORIES, Case, Story

PEOPLE = (
    ("rita", "Rita Falk", Role.REVIEWER),
    ("ravi", "Ravi Anand", Role.REVIEWER),
    ("nora", "Nora Lindqvist", Role.REVIEWER),
    ("mia", "Mia Torres", Role.REVIEWER),
    ("edda", "Edda Brunn", Role.EDITOR),
    ("emil", "Emil Castro", Role.EDITOR),
    ("ada", "Ada Okafor", Role.ADMINISTRATOR),
)


@dataclass
class World:
    """``now`` is when it was built; what happened before is told in minutes and days before it."""

    now: datetime
    people: dict[str, User] = field(default_factory=dict)
    stories: dict[str, Article] = field(default_factory=dict)

    def ago(self, **how_long: float) -> datetime:
        return self.now - timedelta(**how_long)

    def __getitem__(self, username: str) -> User:
        return self.people[username]

    # -- people and articles -------------------------------------------------------------------------

    def settle_in(self) -> None:
        """Everybody gets an account; nothing was handed in yet."""
        for username, name, role in PEOPLE:
            user = User.objects.create_user(username=username, password=PASSWORD, display_name=name)
            self.people[username] = people.set_roles(actor=None, user=user, roles=[role], now=self.ago(days=40))
        self.people["guest"] = User.objects.create_user(
            username="guest", password=PASSWORD, display_name="Gale Oram"
        )  # without a role

    def read_the_news(self) -> None:
        """The stories are handed in, and a worker has read them."""
        for place, story in enumerate(STORIES):
            self.stories[story.title] = self.read(story, at=self.ago(days=15 - place / 5))

    def hand_in(self, story: Story, *, at: datetime, url: str = "") -> Article:
        submission = Submission(
            text=story.text, url=url, title=story.title, outlet=story.outlet, byline=story.byline,
            published_on=story.published_on,
        )  # fmt: skip
        return articles.submit_article(actor=self["nora"], submission=submission, now=at).article

    def read(self, story: Story, *, at: datetime, url: str = "") -> Article:
        article = self.hand_in(story, at=at, url=url)
        status = extraction.extract_article(article_id=article.pk, clock=lambda: at + timedelta(seconds=4))
        assert status == "ready", status
        article.refresh_from_db()
        return article

    # -- claims --------------------------------------------------------------------------------------

    def proposed(self, words: str) -> Claim:
        """What the engine found at these words; else, what somebody marked there."""
        for article in Article.objects.order_by("pk"):
            version = article.versions.order_by("-number").first()
            start = version.text.find(words) if version else -1
            if version and start >= 0:
                end = start + len(words)
                found = article.claims.filter(start__lt=end, end__gt=start, status="proposed").order_by("-score")
                if claim := found.filter(start__lte=start, end__gte=end).first() or found.first():
                    return claim
                return claims.add_claim(
                    actor=self["nora"], version_id=version.pk, start=start, end=end, now=self.ago(hours=4)
                )  # fmt: skip
        raise LookupError(words)

    def open(self, words: str, *, at: datetime | None = None) -> Claim:
        claim = self.proposed(words)
        if claim.status == "open":
            return claim
        return claims.accept_claim(actor=self["nora"], claim_id=claim.pk, now=at or self.ago(hours=3))

    def held(self, words: str, who: str, *, at: datetime | None = None) -> Claim:
        at = at or self.ago(minutes=6)
        claim = self.open(words, at=at - timedelta(hours=3))
        return claims.take_claim(actor=self[who], claim_id=claim.pk, now=at)

    def attach(self, claim: Claim, case: Case, who: str, *, at: datetime, stance: str = "") -> list[Evidence]:
        """The sources of a case, each with a copy that was handed in."""
        weighs = stance or (Stance.SUPPORTS if case.slug in ("true", "mostly-true") else Stance.REFUTES)
        return [
            sources.add_evidence(
                actor=self[who], claim_id=claim.pk, url=found.url, title=found.title, publisher=found.publisher,
                stance=weighs, passage=found.passage, proximity=Proximity.SECONDARY if place else Proximity.PRIMARY,
                upload=HandedIn("page.txt", page_of(found.title, found.passage).encode()), now=at,
            )
            for place, found in enumerate(case.sources)
        ]  # fmt: skip

    def with_evidence(self, name: str, who: str, *, at: datetime | None = None) -> Claim:
        at = at or self.ago(minutes=6)
        claim = self.held(CASES[name].words, who, at=at)
        self.attach(claim, CASES[name], who, at=at)
        return claim

    def submitted(self, name: str, who: str, *, at: datetime | None = None, slug: str = "") -> Claim:
        """Judged and handed in, as its case has it."""
        at, case = at or self.ago(minutes=50), CASES[name]
        claim = self.with_evidence(name, who, at=at)
        return reviews.judge_claim(
            actor=self[who], claim_id=claim.pk, rating_id=rating(slug or case.slug).pk, summary=case.summary,
            rationale=case.rationale, right_of_reply=case.reply, now=at + timedelta(minutes=2),
        )  # fmt: skip

    def approved(self, name: str, who: str, second: str, *, at: datetime | None = None) -> Claim:
        at = at or self.ago(minutes=50)
        claim = self.submitted(name, who, at=at)
        return reviews.approve_claim(
            actor=self[second], claim_id=claim.pk, note="Checked against both sources.", now=at + timedelta(minutes=9)
        )  # fmt: skip

    def published(self, name: str, who: str, second: str, *, at: datetime | None = None) -> Claim:
        at = at or self.ago(days=9)
        claim = self.approved(name, who, second, at=at)
        publishing.publish_claim(actor=self["emil"], claim_id=claim.pk, now=at + timedelta(minutes=20))
        claim.refresh_from_db()
        return claim

    def look_everything_up(self) -> None:
        """As if a worker had looked for earlier checks of every claim."""
        wording = Claim.objects.filter(pk=OuterRef("claim")).values("standalone")
        ClaimLookup.objects.update(due_at=None, looked_up_at=self.ago(minutes=5), text=Subquery(wording))


def page_of(title: str, passage: str) -> str:
    """The text of a page around the passage that matters."""
    return f"{title}\n\n{passage}\n\nAsk the office for earlier years."
