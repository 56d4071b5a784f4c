"""One row of every table, and statements that change rows where no Python validation sees it."""

from copy import copy
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, models

from claims.models import (
    ApiToken,
    Appearance,
    Article,
    ArticleVersion,
    ArticleWatch,
    Claim,
    Event,
    EventChain,
    Evidence,
    ImportUpload,
    Judgement,
    KnownCheck,
    KnownClaim,
    Match,
    MatchDecision,
    MatchWeights,
    Outlet,
    Publication,
    Rating,
    RatingScale,
    Review,
    Role,
    ScoreWeights,
    Snapshot,
    Source,
    Speaker,
    SpeakerAlias,
    Statement,
    User,
    Verdict,
)
from claims.services import articles, checkworthiness, matches, matchweights, people, speakers
from claims.services.snapshots import Original
from tests import builders
from tests.builders import NOW
from tests.models.desk_world import Desk, make_desk

M = TypeVar("M", bound=models.Model)


@dataclass
class World:
    """One row of every table."""

    author: User
    second: User
    editor: User
    article: Article
    watch: ArticleWatch
    version: ArticleVersion
    snapshot: Snapshot
    statement: Statement
    claim: Claim
    other_claim: Claim
    verdict: Verdict
    other_verdict: Verdict
    review: Review
    publication: Publication
    evidence: Evidence
    source: Source
    speaker: Speaker
    alias: SpeakerAlias
    outlet: Outlet
    rating: Rating
    scale: RatingScale
    token: ApiToken
    check: KnownCheck
    entry: KnownClaim
    match: Match
    appearance: Appearance
    proposed_weights: ScoreWeights
    active_weights: ScoreWeights
    retired_weights: ScoreWeights
    outlet_weights: ScoreWeights
    proposed_match_weights: MatchWeights
    active_match_weights: MatchWeights
    retired_match_weights: MatchWeights
    upload: ImportUpload
    judgement: Judgement
    event: Event
    desk: Desk

    @property
    def chain(self) -> EventChain:
        return self.event.chain


def make_world() -> World:
    reviewer, second = builders.make_user("rita"), builders.make_user("sam")
    editor = builders.make_user("edda", Role.EDITOR)
    claim = builders.make_approved_claim(reviewer, second)
    other_claim = builders.make_approved_claim(reviewer, second)
    verdict, other_verdict = claim.verdicts.get(), other_claim.verdicts.get()
    version = claim.version
    source_span, content_span = [[0, 6]], [[claim.start, claim.end]]
    statement = Statement.objects.create(
        version=version, source_spans=source_span, content_spans=content_span, source_text=version.text[0:6],
        content_text=claim.quote, start=claim.start, end=claim.end, kind="indirect", created_at=NOW,
    )  # fmt: skip
    publication = Publication.objects.create(
        claim=claim, verdict=verdict, slug="bridges", number=1, facts={}, json_ld={}, published_by=editor,
        published_at=NOW,
    )  # fmt: skip
    article = articles.submit_article(
        actor=reviewer,
        submission=articles.Submission(
            text="A report with a file.", url="https://news.example.org/report", title="Report",
            original=Original("report.html", "text/html", b"<p>A report with a file.</p>"),
        ),
        now=NOW,
    ).article  # fmt: skip
    speaker = speakers.named_speaker(name="Mira Castel", now=NOW)
    evidence = claim.evidence.order_by("id").first()
    assert evidence
    assert article.outlet
    check = builders.make_known_check()
    match = builders.make_match(claim, check)
    judged = builders.make_match(claim)
    confirm = MatchDecision.CONFIRM
    matches.judge_match(actor=reviewer, claim_id=claim.pk, match_id=judged.pk, decision=confirm, now=NOW)
    retired = _switched_on(editor, builders.make_weights(editor))
    active = _switched_on(editor, builders.make_weights(editor))
    retired.refresh_from_db()
    match_weights = [builders.make_match_weights(editor, base=-6.0) for _ in range(3)]
    for one in match_weights[:2]:
        matchweights.switch_on_match_weights(actor=editor, weights_id=one.pk, now=NOW)
    token = people.create_token(actor=None, owner=reviewer, scopes=["claims:read"], now=NOW).token
    return World(
        author=reviewer, second=second, editor=editor, article=article, version=article.versions.get(),
        watch=ArticleWatch.objects.create(article=article, host="news.example.org"),
        snapshot=Snapshot.objects.get(), statement=statement, claim=claim, other_claim=other_claim, verdict=verdict,
        other_verdict=other_verdict, review=verdict.reviews.get(), publication=publication, evidence=evidence,
        source=evidence.source, speaker=speaker, alias=speaker.aliases.get(), outlet=article.outlet,
        rating=verdict.rating, scale=verdict.rating.scale, token=token, check=check, entry=check.entry,
        match=match, appearance=builders.make_appearance(claim, other_claim), judgement=Judgement.objects.get(),
        proposed_weights=builders.make_weights(editor), active_weights=active, retired_weights=retired,
        proposed_match_weights=_fresh(match_weights[2]), active_match_weights=_fresh(match_weights[1]),
        retired_match_weights=_fresh(match_weights[0]), upload=builders.make_upload(editor),
        outlet_weights=_switched_on(editor, builders.make_weights(editor, outlet_id=article.outlet.pk)),
        event=Event.objects.about("claim", claim.pk).latest("sequence"),
        desk=make_desk(
            author=reviewer, second=second, claim=claim, verdict=verdict, evidence=evidence
        ),
    )  # fmt: skip


def _fresh(row: M) -> M:
    row.refresh_from_db()
    return row


def _switched_on(editor: User, weights: ScoreWeights) -> ScoreWeights:
    return checkworthiness.switch_on_weights(actor=editor, weights_id=weights.pk, now=NOW)


def insert_like(row: M, **changes: object) -> None:
    """INSERT a copy of the row with some columns changed."""
    twin = copy(row)
    twin.pk = None
    for name, value in changes.items():
        setattr(twin, name, value)
    type(row)._default_manager.bulk_create([twin])


def update(row: models.Model, **changes: object) -> None:
    """UPDATE the row's columns."""
    type(row)._default_manager.filter(pk=row.pk).update(**changes)


def delete(row: models.Model) -> None:
    """DELETE the row, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608 - our own table name
