"""Claims: finding them, adding what the engine missed, triage, and who works on them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.articles import current_version
from claims.api.claimdetails import ClaimDetail, claim_detail
from claims.api.claimrows import CLAIM_COLUMNS, ClaimRow, claim_row
from claims.api.endpoint import Endpoint, actor, demand_match, tagged
from claims.api.fields import Body, Id, QueryShare, QueryWhole, Text, Whole, Word, read_body
from claims.api.paging import NEWEST_FIRST, PageQuery, page, page_of
from claims.api.rendering import answer
from claims.api.schema import IF_MATCH, IF_NONE_MATCH, operation
from claims.api.words import CLAIM_KINDS, CLAIM_STATUSES, REPEATS
from claims.errors import Invalid
from claims.models import Claim, Scope, User, Verdict
from claims.services import attributions, bulk
from claims.services import claims as services
from claims.services.opinions import awaiting_editor, awaiting_word_of


class ClaimListQuery(PageQuery):
    """Filters; each narrows what the others leave."""

    status = serializers.ListField(
        child=Word(choices=CLAIM_STATUSES),
        required=False,
        help_text="Repeat it for several: status=open&status=returned.",
    )
    article = QueryWhole(required=False, help_text="Id of an article.")
    speaker = QueryWhole(required=False, help_text="Id of a speaker; of a merged one, the one it was merged into.")
    assignee = Text(required=False, help_text="me, none, a username, or the id of a person.")
    author = Text(required=False, help_text="Who wrote a verdict on it: me, a username, or the id of a person.")
    min_score = QueryShare(required=False, help_text="Check-worthiness of at least this.")
    repeats = Word(
        choices=REPEATS,
        required=False,
        help_text="without: what an article says three times is listed once, as in the queue's triage; only: those "
        "that this leaves out; with, or nothing: all. A repeat of a dismissed claim stands for itself.",
    )
    waits = Word(
        choices=["editor", "me"],
        required=False,
        help_text="editor: two ratings differ, and an editor decides; me: those of them that you may decide.",
    )
    q = Text(
        required=False, max_length=500, help_text="Words of the claim; understands quotes, or, and a leading minus."
    )


class Revised(Body):
    """What every change of a claim takes."""

    revision = Whole(
        required=False, help_text="The revision that you looked at; 409 stale when it is not the present one."
    )


class DismissBody(Revised):
    """Why it is not worth checking."""

    reason = Text(max_length=500)


class ClaimPatch(Revised):
    """Another wording or kind; the quotation itself never changes."""

    standalone = Text(required=False, max_length=services.MAX_CLAIM_CHARS)
    kind = Word(choices=CLAIM_KINDS, required=False)


class SpeakerBody(Revised):
    """Who made the claim: a speaker of the register by id, or a name. ``"speaker": null`` says: the outlet itself."""

    speaker = Id(required=False, allow_null=True)
    name = Text(required=False, max_length=300)


class ClaimBody(Body):
    """A claim that the engine missed: code points start to end of an article's current text, or of a version's."""

    article = Id(required=False)
    version = Id(required=False)
    start = Whole()
    end = Whole()
    quote = Text(required=False, help_text="What you believe stands there: a guard against offsets in another unit.")
    standalone = Text(required=False, max_length=services.MAX_CLAIM_CHARS)
    kind = Word(choices=CLAIM_KINDS, required=False)
    speaker_name = Text(required=False, max_length=300, help_text="When it is not the statement's speaker.")


def expected_revision(request: Request, user: User, claim_id: int, given: int | None = None) -> int | None:
    """The revision that a change builds on: the one given in the body, or the one behind a matching If-Match.

    The service compares it again under the row's lock, so nobody slips in between. Raises PreconditionFailed.
    """
    if not request.headers.get("If-Match"):
        return given
    seen = claim_detail(user, claim_id, now=timezone.now())
    demand_match(request, seen)
    return given if given is not None else int(seen["revision"])


def shown(request: Request, claim_id: int) -> HttpResponse:
    """The claim as it stands now, under its ETag."""
    return tagged(request, claim_detail(actor(request), claim_id, now=timezone.now()))


class ClaimList(Endpoint):
    @operation(
        "list_claims",
        "Claims, newest first",
        scope=Scope.CLAIMS_READ,
        query=ClaimListQuery,
        answers={200: (page_of("ClaimPage", ClaimRow), "A page.")},
    )
    def get(self, request: Request) -> HttpResponse:
        query = ClaimListQuery.read(request.query_params)
        rows = self.chosen(actor(request), query).values(*CLAIM_COLUMNS)
        body, headers = page(request, rows, NEWEST_FIRST, query, claim_row)
        return answer(body, headers=headers)

    def chosen(self, user: User, query: dict[str, Any]) -> QuerySet[Claim]:
        """The claims that the filters leave. Raises :class:`Invalid` for a person that does not exist."""
        claims = Claim.objects.visible_to(user)
        if query.get("status"):
            claims = claims.filter(status__in=query["status"])
        if "article" in query:
            claims = claims.filter(article=query["article"])
        if "speaker" in query:
            claims = claims.attributed_to(query["speaker"])
        if query.get("repeats") == "without":
            claims = claims.leading()
        if query.get("repeats") == "only":
            claims = claims.repeating()
        if "min_score" in query:
            claims = claims.filter(score__gte=query["min_score"])
        if query.get("waits") == "editor":
            claims = claims.filter(pk__in=awaiting_editor().values("pk"))
        if query.get("waits") == "me":
            claims = claims.filter(pk__in=awaiting_word_of(user, now=timezone.now()).values("pk"))
        if query.get("q", "").strip():
            claims = claims.holding(query["q"])
        if "assignee" in query:
            claims = claims.filter(assignee=_person(user, query["assignee"], "assignee"))
        if "author" in query:
            written = Verdict.objects.filter(author=_person(user, query["author"], "author"))
            claims = claims.filter(pk__in=written.values("claim"))
        return claims

    @operation(
        "create_claim",
        "Add a claim that the engine missed",
        scope=Scope.CLAIMS_WRITE,
        body=ClaimBody,
        answers={201: (ClaimDetail, "Added; it is open at once.")},
        refusals=(404, 409, 422),
    )
    def post(self, request: Request) -> HttpResponse:
        values = read_body(ClaimBody, request.data)
        user = actor(request)
        article, version = values.pop("article", None), values.pop("version", None)
        if (article is None) == (version is None):
            raise Invalid("Name the text.", {"article": ["Give either article or version."]})
        if article is not None:
            version = current_version(user, article)
            if version is None:
                raise Invalid(
                    "There is no text yet.", {"article": ["It has not been fetched. Wait until it is ready."]}
                )
        try:
            claim = services.add_claim(actor=user, version_id=version, now=timezone.now(), **values)
        except Invalid as error:
            names = {"selection": "start", "speaker": "speaker_name"}
            raise Invalid(
                error.message, {names.get(field, field): sentences for field, sentences in error.fields.items()}
            ) from error
        body = claim_detail(user, claim.pk, now=timezone.now())
        address = request.build_absolute_uri(reverse("api:claim-detail", args=[claim.pk]))
        return tagged(request, body, status=201, Location=address)


def _person(user: User, word: str, parameter: str) -> int | None:
    if word == "none":
        return None
    if word == "me":
        return user.pk
    if word.isascii() and word.isdigit() and len(word) < 19:
        return int(word)
    found = User.objects.filter(username=word).values_list("pk", flat=True).first()
    if found is None:
        raise Invalid(
            "There is nobody of this name.", {parameter: ["Use me, none, a username, or the id of a person."]}
        )
    return found


class ClaimOne(Endpoint):
    @operation(
        "read_claim",
        "One claim with evidence, verdicts and reviews",
        scope=Scope.CLAIMS_READ,
        answers={200: (ClaimDetail, "The claim.")},
        refusals=(304, 404),
        parameters=[IF_NONE_MATCH],
    )
    def get(self, request: Request, claim_id: int) -> HttpResponse:
        return shown(request, claim_id)

    @operation(
        "reword_claim",
        "Change wording or kind",
        scope=Scope.CLAIMS_WRITE,
        body=ClaimPatch,
        answers={200: (ClaimDetail, "The claim as it stands now.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
    )
    def patch(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(ClaimPatch, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.pop("revision", None))
        services.reword_claim(actor=user, claim_id=claim_id, revision=revision, now=timezone.now(), **values)
        return shown(request, claim_id)


def change(
    name: str,
    summary: str,
    verb: Callable[..., object],
    *,
    scope: Scope = Scope.CLAIMS_WRITE,
    body: type[Body] = Revised,
    refusals: tuple[int, ...] = (404, 409, 412),
    guards: bool = True,
) -> type[Endpoint]:
    """An address that makes one service call on a claim and answers with the claim as it stands then.

    ``guards`` tells whether the service compares revisions itself; if not, it is done here, under the same lock.
    """

    class Change(Endpoint):
        @operation(
            f"{name}_claim",
            summary,
            scope=scope,
            body=body,
            answers={200: (ClaimDetail, "The claim as it stands now.")},
            refusals=refusals,
            parameters=[IF_MATCH],
            tag="claims",
        )
        def post(self, request: Request, claim_id: int) -> HttpResponse:
            values = read_body(body, request.data)
            user = actor(request)
            revision = expected_revision(request, user, claim_id, values.pop("revision", None))
            if guards:
                verb(actor=user, claim_id=claim_id, revision=revision, now=timezone.now(), **values)
            else:
                guarded(verb, user, claim_id, revision, **values)
            return shown(request, claim_id)

    Change.__name__ = Change.__qualname__ = f"Claim{name.capitalize()}"
    return Change


@contextmanager
def as_seen(request: Request, user: User, claim_id: int, given: int | None) -> Iterator[None]:
    """What is done inside is done to the claim as the caller saw it, by If-Match or the revision in the body, or not
    at all. It is locked meanwhile, so of two who saw the same state one comes second and is told."""
    with transaction.atomic():
        if given is not None or request.headers.get("If-Match"):
            claim = services.lock_claim(claim_id)
            services.demand_revision(claim, expected_revision(request, user, claim_id, given))
        yield


def guarded(verb: Callable[..., Any], user: User, claim_id: int, revision: int | None, **values: Any) -> Any:
    """Call a service that knows no revisions, only if the claim is at this one."""
    with transaction.atomic():
        if revision is not None:
            services.demand_revision(services.lock_claim(claim_id), revision)
        return verb(actor=user, claim_id=claim_id, now=timezone.now(), **values)


ClaimAccept = change("accept", "Worth checking: from proposed to open", services.accept_claim)
ClaimDismiss = change(
    "dismiss", "Not worth checking", services.dismiss_claim, body=DismissBody, refusals=(404, 409, 412, 422)
)
ClaimReopen = change("reopen", "Take a dismissal back", services.reopen_claim)
ClaimUnaccept = change("unaccept", "Back to triage: from open to proposed", bulk.unaccept_claim)
ClaimRestore = change("restore", "Back to triage: from dismissed to proposed", bulk.restore_claim)
ClaimTake = change(
    "take", "Work on it, accepting it with that; taking again renews the lease", services.take_claim, guards=False
)
ClaimRelease = change("release", "Give it back to everybody", services.release_claim, guards=False)


class ClaimSpeaker(Endpoint):
    @operation(
        "correct_claim_speaker",
        "Say who made the claim",
        scope=Scope.CLAIMS_WRITE,
        body=SpeakerBody,
        answers={200: (ClaimDetail, "The claim as it stands now; the others of its statement follow.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(SpeakerBody, request.data)
        user = actor(request)
        if ("speaker" in values) == ("name" in values):
            raise Invalid("Say who.", {"speaker": ["Give either speaker, an id or null for the outlet, or name."]})
        if "name" in values and not values["name"].strip():
            raise Invalid("Say who.", {"name": ["Write the full name, or send speaker: null for the outlet itself."]})
        revision = expected_revision(request, user, claim_id, values.get("revision"))
        attributions.correct_speaker(
            actor=user,
            claim_id=claim_id,
            speaker_id=values.get("speaker"),
            name=values.get("name", ""),
            revision=revision,
            now=timezone.now(),
        )
        return shown(request, claim_id)
