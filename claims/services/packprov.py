"""How a check came about, as things, acts and actors: the provenance part of a claim's record."""

from dataclasses import dataclass

from django.conf import settings

from claims.archiving.provenance import Graph
from claims.models import Capture, Claim, Correction, Evidence, Occasion, Publication, User, Verdict


@dataclass(frozen=True, slots=True)
class Told:
    """What the graph is drawn from: only what may be handed on."""

    claim: Claim
    verdicts: list[Verdict]
    evidence: list[Evidence]
    open_pieces: frozenset[int]
    captures: list[Capture]
    publications: list[Publication]
    corrections: list[Correction]
    software: str


def provenance(told: Told) -> Graph:
    """Nothing in it points at something that it does not hold."""
    graph = Graph()
    desk = graph.organisation("agent/desk", settings.PUBLISHER_NAME)
    software = graph.software("agent/software", told.software)
    claim = told.claim
    article = graph.entity(f"article/{claim.article_id}/version/{claim.version.number}", claim.article.title)
    quotation = graph.entity(f"quotation/{claim.pk}", claim.quote, wasQuotedFrom=article)
    name = graph.entity(f"claim/{claim.pk}", claim.standalone, at=claim.created_at, wasDerivedFrom=quotation)
    if claim.engine:
        # What a program proposed is an act of its own, never one with what people then did.
        engine = graph.software("agent/engine", claim.engine)
        act = graph.activity("activity/extraction", "extraction", used=article, wasAssociatedWith=engine)
        graph.relate(quotation, wasGeneratedBy=act)
    if claim.speaker:
        is_person = claim.speaker.kind == "person"
        make = graph.person if is_person else graph.organisation
        graph.relate(name, wasAttributedTo=make(f"agent/speaker/{claim.speaker_id}", claim.speaker.name))
    for capture in told.captures:
        act = graph.activity(
            f"activity/capture/{capture.pk}", "capture", at=capture.retrieved_at, wasAssociatedWith=[software, desk]
        )
        graph.entity(f"snapshot/{capture.pk}", capture.final_url, at=capture.retrieved_at, wasGeneratedBy=act)
    pieces = _evidence(graph, told)
    previous = ""
    for verdict in told.verdicts:
        previous = _verdict(graph, verdict, name, pieces, previous)
    _published(graph, told, desk)
    return graph


def _person(graph: Graph, person: User | None) -> list[str]:
    return [graph.person(f"agent/person/{person.pk}", str(person))] if person else []


def _evidence(graph: Graph, told: Told) -> list[str]:
    kept = {capture.pk for capture in told.captures}
    names = []
    for piece in told.evidence:
        name = graph.entity(
            f"evidence/{piece.pk}", piece.note or piece.stance, at=piece.created_at,
            wasAttributedTo=_person(graph, piece.added_by),
        )  # fmt: skip
        if piece.pk in told.open_pieces:
            source = graph.entity(f"source/{piece.source_id}", piece.source.title)
            relation = "hadPrimarySource" if piece.proximity == "primary" else "wasDerivedFrom"
            graph.relate(name, **{relation: source})
            if piece.capture_id in kept and piece.passage:
                graph.relate(name, wasQuotedFrom=f"snapshot/{piece.capture_id}")
        names.append(name)
    return names


def _verdict(graph: Graph, verdict: Verdict, claim: str, pieces: list[str], previous: str) -> str:
    act = graph.activity(
        f"activity/assessment/{verdict.number}", "assessment", at=verdict.created_at, used=[claim, *pieces],
        wasAssociatedWith=_person(graph, verdict.author),
    )  # fmt: skip
    name = graph.entity(
        f"verdict/{verdict.number}", str(verdict.rating), at=verdict.created_at, wasGeneratedBy=act,
        wasAttributedTo=_person(graph, verdict.author),
    )  # fmt: skip
    if previous:
        graph.relate(name, wasRevisionOf=previous)
    for review in verdict.reviews.all():
        if review.decision == "approve":
            graph.activity(
                f"activity/approval/{review.pk}", "approval", at=review.created_at, used=name,
                wasAssociatedWith=_person(graph, review.reviewer),
            )  # fmt: skip
    return name


def _published(graph: Graph, told: Told, desk: str) -> None:
    numbers = {verdict.pk: verdict.number for verdict in told.verdicts}
    corrected = {one.publication_id for one in told.corrections}
    before = ""
    for one in told.publications:
        if one.verdict_id not in numbers:
            continue
        kind = "correction" if one.pk in corrected else "publication"
        verdict = f"verdict/{numbers[one.verdict_id]}"
        act = graph.activity(
            f"activity/{kind}/{one.number}", kind, at=one.published_at, used=verdict,
            wasAssociatedWith=[*_person(graph, one.published_by), desk],
        )  # fmt: skip
        name = graph.entity(
            f"review/{one.number}", one.slug, at=one.published_at, wasGeneratedBy=act, wasDerivedFrom=verdict
        )
        if before:
            graph.relate(name, wasRevisionOf=before)
        if one.occasion == Occasion.RETRACTION and before:
            graph.relate(before, wasInvalidatedBy=act)
        before = name
