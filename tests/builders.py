"""State for tests, built through the services that build it in life."""

import gzip
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from claims.models import (
    Appearance,
    ArchivedCopy,
    Article,
    ArticleWatch,
    Capture,
    Claim,
    ConflictOfInterest,
    Correction,
    DeskPolicy,
    ImportUpload,
    KnownCheck,
    Match,
    MatchDecision,
    MatchWeights,
    Notice,
    NoticeKind,
    Proximity,
    Rating,
    Role,
    SavedView,
    ScoreWeights,
    Source,
    Stance,
    Statement,
    User,
)
from claims.services import (
    articles,
    articlewatch,
    bulk,
    checkworthiness,
    claims,
    conflicts,
    corrections,
    discussion,
    extraction,
    known,
    looks,
    matches,
    matchweights,
    notices,
    people,
    policies,
    publishing,
    replies,
    reviews,
    savedviews,
    sourcefacts,
    sources,
    statements,
    uploads,
    worksheet,
)
from claims.services.keeping import HandedIn

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery staple"

# Invented: no such place, people or figures.
STORY = """Norland's health minister Mira Castel said on Monday that 4,200 nurses had left public hospitals since 2019.

"We have lost one nurse in eight," Castel told Radio Norland. "The new contract will bring them back."

The nurses' union disputes the figure. More than 6,000 nurses resigned in the same period, its chair Tomas Vell said.

Norland spends 9.4 percent of its national income on health, less than any of its neighbours."""

_numbers = count(1)


def make_user(username: str = "", *roles: Role) -> User:
    """An active person with a password and these roles; reviewer when none are named."""
    username = username or f"person{next(_numbers)}"
    user = User.objects.create_user(username=username, password=PASSWORD, display_name=username.capitalize())
    return people.set_roles(actor=None, user=user, roles=roles or (Role.REVIEWER,), now=NOW)


def make_stranger(username: str = "stranger") -> User:
    """Signed in, but without a role on this desk."""
    return User.objects.create_user(username=username, password=PASSWORD)


def make_article(actor: User, text: str = STORY, *, now: datetime = NOW, **fields: object) -> Article:
    """Handed in and waiting for a worker. Each call needs a text of its own."""
    submission = articles.Submission(text=text, **fields)  # type: ignore[arg-type]
    return articles.submit_article(actor=actor, submission=submission, now=now).article


def make_ready_article(actor: User, text: str = STORY, *, now: datetime = NOW, **fields: object) -> Article:
    """Taken apart by the real engine."""
    article = make_article(actor, text, now=now, **fields)
    status = extraction.extract_article(article_id=article.pk, clock=lambda: now)
    assert status == "ready", status
    article.refresh_from_db()
    return article


def watch(article: Article, *, reads: str = "", now: datetime = NOW) -> ArticleWatch:
    """The watch over an article's page; ``reads``: another text that was found there and waits for somebody's word."""
    Article.objects.filter(pk=article.pk).update(url=article.url or "https://news.example.org/watched", status="ready")
    article.refresh_from_db()
    articlewatch.begin_watch(article=article, now=now)
    row = ArticleWatch.objects.get(pk=article.pk)
    if reads:
        version = article.versions.latest("number")
        concerned = looks.concerned_by(version, reads)
        row.state, row.note, row.found_at = "changed", "Its source reads differently now; look at it.", now
        row.text, row.text_sha256, row.body_gzip = reads, articles.text_sha256(reads), gzip.compress(reads.encode())
        row.concerned = {str(pk): {"how": str(one.how), "reads": one.reads} for pk, one in concerned.items()}
        row.save()
    return row


def make_claim(actor: User, quote: str = "", *, now: datetime = NOW) -> Claim:
    """An open claim that a reviewer marked in an article of its own; needs no engine."""
    number = next(_numbers)
    quote = quote or f"Norland built {number + 100} bridges in 2025."
    article = make_article(actor, f"Report {number}. {quote} So it was said.", now=now)
    version = article.versions.get()
    start = version.text.index(quote)
    return claims.add_claim(actor=actor, version_id=version.pk, start=start, end=start + len(quote), now=now)


def make_statement(actor: User, claim: Claim, *, name: str = "", now: datetime = NOW) -> Statement:
    """That the words of a claim's sentence are somebody's; needs no engine."""
    return statements.add_statement(
        actor=actor, version_id=claim.version_id, content=[claim.start, claim.end], name=name, now=now
    )


def rating(slug: str = "true") -> Rating:
    return Rating.objects.of_default_scale().get(slug=slug)


def make_held_claim(holder: User, *, now: datetime = NOW) -> Claim:
    return claims.take_claim(actor=holder, claim_id=make_claim(holder, now=now).pk, now=now)


def attach_sources(actor: User, claim: Claim, number: int, *, now: datetime = NOW) -> None:
    """This many sources, each of a site of its own."""
    for _ in range(number):
        site = next(_numbers)
        sources.add_evidence(
            actor=actor, claim_id=claim.pk, url=f"https://site{site}.example.org/page", title=f"Page {site}",
            stance=Stance.CONTEXT, passage=f"Passage {site}", now=now,
        )  # fmt: skip


COPY = "The register lists 97 bridges in all. Twelve of them are closed to lorries.\n\nThe ferries sail every hour."


def make_copy(actor: User, claim: Claim, text: str = COPY, *, passage: str = "", now: datetime = NOW) -> Capture:
    """The copy of a page, handed in as a file with its address, as evidence for a claim."""
    number = next(_numbers)
    piece = sources.add_evidence(
        actor=actor, claim_id=claim.pk, url=f"https://site{number}.example.org/page", title=f"Page {number}",
        stance=Stance.SUPPORTS, upload=HandedIn("page.txt", text.encode()), passage=passage, now=now,
    )  # fmt: skip
    return piece.source.captures.get()


def note_copy(actor: User, source: Source, *, now: datetime = NOW) -> ArchivedCopy:
    """That somebody else's archive keeps it too."""
    url = f"https://archive.example.org/web/20260301120000/{source.url}"
    return sourcefacts.note_copy(actor=actor, source_id=source.pk, url=url, now=now)


def make_submitted_claim(author: User, *, now: datetime = NOW, slug: str = "true") -> Claim:
    """With the evidence that every rating's policy asks for, and a verdict handed in."""
    return hand_in(author, make_held_claim(author, now=now), now=now, slug=slug)


def hand_in(author: User, claim: Claim, *, now: datetime = NOW, slug: str = "true") -> Claim:
    """Evidence for every policy and a verdict, on a claim that the author holds."""
    for site, proximity in (("registry.example.org", Proximity.PRIMARY), ("gazette.example.net", Proximity.SECONDARY)):
        sources.add_evidence(
            actor=author, claim_id=claim.pk, url=f"https://{site}/bridges/{claim.pk}", title=f"Bridges ({site})",
            stance=Stance.SUPPORTS, proximity=proximity, passage="The register lists them all.", now=now,
        )  # fmt: skip
    return reviews.judge_claim(
        actor=author, claim_id=claim.pk, rating_id=rating(slug).pk, now=now,
        summary="The public register lists every one of these bridges.",
        rationale="We counted the entries of the register and compared them with the gazette.",
        right_of_reply="The ministry was asked on 1 March and pointed to the register.",
    )  # fmt: skip


def make_approved_claim(author: User, second: User, *, now: datetime = NOW) -> Claim:
    claim = make_submitted_claim(author, now=now)
    return reviews.approve_claim(actor=second, claim_id=claim.pk, now=now + timedelta(minutes=5))


def make_published_claim(author: User, second: User, editor: User, *, now: datetime = NOW) -> Claim:
    return approve_and_publish(make_submitted_claim(author, now=now), second, editor, now=now)


def approve_and_publish(claim: Claim, second: User, editor: User, *, now: datetime = NOW) -> Claim:
    """A verdict that was handed in, as readers get it."""
    reviews.approve_claim(actor=second, claim_id=claim.pk, now=now + timedelta(minutes=5))
    publishing.publish_claim(actor=editor, claim_id=claim.pk, now=now + timedelta(minutes=10))
    claim.refresh_from_db()
    return claim


def make_correction(actor: User, claim: Claim, *, now: datetime = NOW, **changes: Any) -> Correction:
    """A proposed change of a published check; a clarification unless said otherwise."""
    change = corrections.Change(
        **{"occasion": "clarification", "reason": "wording", "note": "We now name the register.", **changes}
    )
    return corrections.propose_correction(
        actor=actor, claim_id=claim.pk, change=change, now=now + timedelta(minutes=20)
    )  # fmt: skip


def make_conflict(person: User, claim: Claim, *, now: datetime = NOW) -> ConflictOfInterest:
    """That somebody is too near to this one claim."""
    return conflicts.declare_conflict(actor=person, claim_id=claim.pk, note="A cousin of mine said it.", now=now)


def review_blind(*, is_on: bool = True, is_dissent_public: bool = False, now: datetime = NOW) -> DeskPolicy:
    """How second reviews go on this desk from now on."""
    return policies.save_desk_policy(
        actor=None, is_review_blind=is_on, is_dissent_public=is_dissent_public, lease_minutes=30, recheck_days=None,
        watch_days=7, article_watch_hours=24, now=now,
    )  # fmt: skip


def make_talked_claim(actor: User, *, told: str = "", now: datetime = NOW) -> Claim:
    """A claim with a remark, a question and an entry in the log of replies; ``told`` names a colleague."""
    claim = make_claim(actor, now=now)
    body = f"@{told} please look at the register." if told else "Please look at the register."
    discussion.say(actor=actor, claim_id=claim.pk, body=body, now=now)
    worksheet.ask_question(actor=actor, claim_id=claim.pk, question="How many bridges are there?", now=now)
    request = replies.Request(
        whom="The ministry", channel="email", asked_at=now, deadline_at=now + timedelta(days=1), question="Is it so?"
    )
    replies.log_request(actor=actor, claim_id=claim.pk, request=request, now=now)
    return claim


def make_notice(person: User, claim: Claim, *, now: datetime = NOW) -> Notice:
    """Something that the desk itself told them about a claim."""
    return notices.notify(
        person=person, claim=claim, kind=NoticeKind.CHANGED_SOURCE, told_by=None, text="Register: it reads anew.",
        now=now,
    )  # fmt: skip


def make_weights(
    actor: User, *, outlet_id: int | None = None, offset: float = 0.0, now: datetime = NOW, **factors: float
) -> ScoreWeights:
    """Proposed weights of the score; parts are named with underscores for their blanks."""
    return checkworthiness.save_weights(
        actor=actor, outlet_id=outlet_id, name="House taste", offset=offset, now=now,
        factors={name.replace("_", " "): factor for name, factor in factors.items()},
    )  # fmt: skip


def make_known_check(claim: str = "", *, now: datetime = NOW, **changes: object) -> KnownCheck:
    """A check that another outlet published, imported as its markup tells it."""
    number = next(_numbers)
    record = {
        "@type": "ClaimReview",
        "url": f"https://checks.example.org/{number}",
        "claimReviewed": claim or f"Norland built {number + 100} bridges in 2025.",
        "author": {"name": "Checks of Norland"},
        "datePublished": "2026-02-01",
        "reviewRating": {"alternateName": "False"},
        **changes,
    }
    known.import_records(actor=None, records=[record], now=now)
    return KnownCheck.objects.get(url=record["url"])


def make_match(
    claim: Claim,
    check: KnownCheck | None = None,
    *,
    score: float = 0.8,
    features: dict[str, float] | None = None,
    now: datetime = NOW,
) -> Match:
    """That the engine proposes an earlier check for this claim."""
    check = check or make_known_check(now=now)
    return Match.objects.create(
        claim=claim, known=check.entry, score=score, engine="test 1", created_at=now, updated_at=now,
        features=features or {},
        reasons=[{"name": "meaning", "weight": 1.5, "detail": "both say that bridges were built"},
                 {"name": "figures", "weight": -0.5, "detail": "101 here, 102 there"}],
    )  # fmt: skip


def make_appearance(
    one: Claim, other: Claim, *, score: float = 0.8, features: dict[str, float] | None = None, now: datetime = NOW
) -> Appearance:
    """That the engine proposes that both articles make the same claim."""
    first, second = sorted([one, other], key=lambda claim: claim.pk)
    return Appearance.objects.create(
        first=first, second=second, score=score, engine="test 1", created_at=now, updated_at=now,
        features=features or {},
        reasons=[{"name": "meaning", "weight": 1.5, "detail": "both say that bridges were built"}],
    )  # fmt: skip


def make_match_weights(actor: User, **columns: float) -> MatchWeights:
    """Proposed weights of the ranking of earlier checks."""
    return matchweights.propose_match_weights(
        actor=actor, name="From spring", columns=columns, report={"lines": ["12 confirmed, 14 rejected."]}, now=NOW
    )


def make_judged_matches(actor: User, number: int, *, now: datetime = NOW) -> None:
    """A desk that confirmed what shares a name and rejected what does not, on a claim each; half of each."""
    for n in range(number):
        is_same = n % 2 == 0
        features = {"base": 1.0, "similarity": 0.6 + n % 7 / 50, "similarity_behind_best": -(n % 5) / 40,
                    "long_claim": 0.2, "short_query": 0.3, "same_names": 1.0 if is_same else 0.0}  # fmt: skip
        match = make_match(make_claim(actor, now=now), features={k: v for k, v in features.items() if v}, now=now)
        decision = MatchDecision.CONFIRM if is_same else MatchDecision.REJECT
        matches.judge_match(actor=actor, claim_id=match.claim_id, match_id=match.pk, decision=decision, now=now)


UPLOADED = """url,claim,publisher,rating,review_date
https://checks.example.org/up-{n},Norland has {n} lighthouses.,Checks of Norland,False,2026-02-01
https://checks.example.org/odd-{n},Skag has {n} ferries.,Checks of Norland,Rather foggy,2026-02-02
,Nobody says where this was checked.,Checks of Norland,True,2026-02-03
"""


def make_view(owner: User, *, is_shared: bool = True, now: datetime = NOW) -> SavedView:
    """Filters of the queue under a name of their own."""
    return savedviews.save_view(
        actor=owner, name=f"View {next(_numbers)}", query="status=open&kind=numerical", is_shared=is_shared, now=now
    )


def make_proposals(actor: User, count: int, *, now: datetime = NOW) -> list[Claim]:
    """Claims that wait for triage, the most check-worthy first."""
    made = [bulk.unaccept_claim(actor=actor, claim_id=make_claim(actor, now=now).pk, now=now) for _ in range(count)]
    for place, claim in enumerate(made):
        claim.score = round(0.9 - place / 1000, 4)
        claim.save(update_fields=["score"])
    return made


def make_upload(actor: User, body: str = "", *, name: str = "checks.csv", now: datetime = NOW) -> ImportUpload:
    """An uploaded table of known checks with its preview: two of three records can be used, one label is unknown."""
    text = body or UPLOADED.format(n=next(_numbers))
    return uploads.begin_upload(actor=actor, name=name, pieces=[text.encode()], now=now, clock=lambda: now)
