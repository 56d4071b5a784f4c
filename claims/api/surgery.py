"""Claims of another cut, statements, and new texts of articles."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.articles import ArticleDetail, article_detail, current_version
from claims.api.claimdetails import ClaimDetail
from claims.api.claims import Revised, expected_revision, shown
from claims.api.endpoint import Endpoint, actor, demand_match, tagged
from claims.api.fields import Body, Id, Text, Whole, Word, read_body
from claims.api.rendering import answer
from claims.api.schema import IF_MATCH, operation
from claims.api.statements import STATEMENT_COLUMNS, StatementRow, statement_row
from claims.api.words import CUTS, STATEMENT_KINDS
from claims.errors import Invalid, Missing
from claims.models import Scope, Statement
from claims.services import newwords, statements, surgery, undoing, versions
from claims.services.claims import MAX_CLAIM_CHARS


class SpanBody(Revised):
    """Other words of the same text for a claim."""

    start = Whole(help_text="Code points of the text of the claim's version.")
    end = Whole()
    quote = Text(required=False, help_text="What you believe stands there: a guard against offsets in another unit.")


class SplitBody(Revised):
    """Where the second claim begins, and wordings for both; left out, the words of the text."""

    at = Whole(help_text="Code points into the claim's quote.")
    first = Text(required=False, max_length=MAX_CLAIM_CHARS)
    second = Text(required=False, max_length=MAX_CLAIM_CHARS)


class MergeBody(Revised):
    """The claim that goes on in this one's place."""

    into = Id()


class ClaimUndoBody(Body):
    """What to take back; left out: whatever you did to the claim last."""

    what = Word(choices=CUTS, required=False)


class ClaimSpan(Endpoint):
    @operation(
        "adjust_claim_span",
        "Let the claim be other words of its text",
        scope=Scope.CLAIMS_WRITE,
        body=SpanBody,
        answers={200: (ClaimDetail, "The claim as it stands now.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def patch(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(SpanBody, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.pop("revision", None))
        try:
            surgery.adjust_span(actor=user, claim_id=claim_id, revision=revision, now=timezone.now(), **values)
        except Invalid as error:
            raise Invalid(error.message, _named(error, selection="start")) from error
        return shown(request, claim_id)


class Parts(serializers.Serializer[Any]):
    """The two claims that one was split into."""

    parts = serializers.ListField(child=serializers.IntegerField(), help_text="Ids, in the order of the text.")


class ClaimSplit(Endpoint):
    @operation(
        "split_claim",
        "Make two claims of one",
        scope=Scope.CLAIMS_WRITE,
        body=SplitBody,
        answers={201: (Parts, "Both have split_from; the whole is dismissed as “split”.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(SplitBody, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.pop("revision", None))
        parts = surgery.split_claim(actor=user, claim_id=claim_id, revision=revision, now=timezone.now(), **values)
        return answer({"parts": [part.pk for part in parts]}, status=201)


class ClaimMerge(Endpoint):
    @operation(
        "merge_claim",
        "Let another claim go on in this one's place",
        scope=Scope.CLAIMS_WRITE,
        body=MergeBody,
        answers={200: (ClaimDetail, "The claim, dismissed and leading to the other.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(MergeBody, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.pop("revision", None))
        surgery.merge_claim(
            actor=user, claim_id=claim_id, into_id=values["into"], revision=revision, now=timezone.now()
        )  # fmt: skip
        return shown(request, claim_id)


_BACK: dict[str, Callable[..., object]] = {
    "span": surgery.unadjust_span,
    "split": surgery.unsplit_claim,
    "merge": surgery.unmerge_claim,
}


class ClaimUndo(Endpoint):
    @operation(
        "undo_claim",
        "Take back what you did to the claim last; or the last change of its span, a split or a merge",
        scope=Scope.CLAIMS_WRITE,
        body=ClaimUndoBody,
        description="Your own acts of the last hours: accepting, dismissing, wording, speaker, evidence, passages, a "
        "yes or no on an earlier check, span, split, merge. Post again for the one before.",
        answers={200: (ClaimDetail, "The claim as it was before. 409 moved_on where somebody went on meanwhile.")},
        refusals=(404, 409, 422),
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(ClaimUndoBody, request.data)
        undo = _BACK[values["what"]] if "what" in values else undoing.undo_last_act
        undo(actor=actor(request), claim_id=claim_id, now=timezone.now())
        return shown(request, claim_id)


class WordsBody(Revised):
    """take: the claim says what its passage reads now. keep: its wording stays."""

    what = Word(choices=["take", "keep"])


_WORDS = {"take": newwords.take_new_words, "keep": newwords.keep_wording}


class ClaimWords(Endpoint):
    @operation(
        "decide_claim_words",
        "Take the words that the passage reads now, or keep the wording",
        scope=Scope.CLAIMS_WRITE,
        body=WordsBody,
        answers={200: (ClaimDetail, "The claim as it stands now; its anchoring is exact.")},
        refusals=(404, 409, 412, 422),
        description="For a claim whose anchoring is fuzzy: quote is what the article reads now, standalone what the "
        "claim says.",
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(WordsBody, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.pop("revision", None))
        _WORDS[values["what"]](actor=user, claim_id=claim_id, revision=revision, now=timezone.now())
        return shown(request, claim_id)


# -- statements ---------------------------------------------------------------------------------


class SpanField(serializers.ListField):
    """[start, end] in code points."""

    child = Whole()

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_length": 2, "max_length": 2} | options)


class StatementBody(Body):
    """An attribution that the engine missed."""

    article = Id(required=False, help_text="Its current text; or give version.")
    version = Id(required=False)
    content = SpanField(help_text="What was said: [start, end] in code points.")
    source = SpanField(  # type: ignore[assignment]
        required=False, help_text="Who speaks, in the words of the text."
    )
    cue = SpanField(required=False, help_text="The word that says so.")
    quote = Text(required=False, help_text="What you believe the content cuts out.")
    kind = Word(choices=STATEMENT_KINDS, required=False, help_text="Left out, quote marks tell it.")
    speaker = Id(required=False, help_text="Id of a speaker; or give name, or neither.")
    name = Text(required=False, max_length=300)


class StatementSpeakerBody(Body):
    """A speaker of the register by id, or a name. ``"speaker": null`` says: nobody named."""

    speaker = Id(required=False, allow_null=True)
    name = Text(required=False, max_length=300)
    seen = Id(
        required=False, allow_null=True,
        help_text="Id of the speaker that you looked at, null for none; 409 stale when it is another by now.",
    )  # fmt: skip


def _statement(statement_id: int, **more: Any) -> HttpResponse:
    row = Statement.objects.filter(pk=statement_id).values(*STATEMENT_COLUMNS).first()
    if row is None:
        raise Missing("no_such_statement", f"There is no statement {statement_id}.")
    return answer(statement_row(row), **more)


class StatementList(Endpoint):
    @operation(
        "create_statement",
        "Add an attribution that the engine missed",
        scope=Scope.CLAIMS_WRITE,
        body=StatementBody,
        answers={201: (StatementRow, "Added.")},
        refusals=(404, 409, 422),
        tag="statements",
    )
    def post(self, request: Request) -> HttpResponse:
        values = read_body(StatementBody, request.data)
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
            statement = statements.add_statement(
                actor=user, version_id=version, speaker_id=values.pop("speaker", None), now=timezone.now(), **values
            )  # fmt: skip
        except Invalid as error:
            raise Invalid(error.message, _named(error, speaker="name")) from error
        return _statement(statement.pk, status=201)


class StatementSpeaker(Endpoint):
    @operation(
        "correct_statement_speaker",
        "Say who said it",
        scope=Scope.CLAIMS_WRITE,
        body=StatementSpeakerBody,
        answers={200: (StatementRow, "The statement as it stands now; its claims follow.")},
        refusals=(404, 409, 422),
        tag="statements",
    )
    def post(self, request: Request, statement_id: int) -> HttpResponse:
        values = read_body(StatementSpeakerBody, request.data)
        if ("speaker" in values) == ("name" in values):
            raise Invalid("Say who.", {"speaker": ["Give either speaker, an id or null for nobody, or name."]})
        try:
            statements.correct_statement_speaker(
                actor=actor(request), statement_id=statement_id, speaker_id=values.get("speaker"),
                name=values.get("name", ""), seen=values.get("seen", statements.ANY), now=timezone.now(),
            )  # fmt: skip
        except Invalid as error:
            raise Invalid(error.message, _named(error, speaker="name")) from error
        return _statement(statement_id)


class StatementDismiss(Endpoint):
    @operation(
        "dismiss_statement",
        "This is no statement",
        scope=Scope.CLAIMS_WRITE,
        answers={200: (StatementRow, "Taken out; claims in it keep their speaker.")},
        refusals=(404, 409),
        tag="statements",
    )
    def post(self, request: Request, statement_id: int) -> HttpResponse:
        statements.dismiss_statement(actor=actor(request), statement_id=statement_id, now=timezone.now())
        return _statement(statement_id)


class StatementRestore(Endpoint):
    @operation(
        "restore_statement",
        "It is a statement after all",
        scope=Scope.CLAIMS_WRITE,
        answers={200: (StatementRow, "Back.")},
        refusals=(404, 409),
        tag="statements",
    )
    def post(self, request: Request, statement_id: int) -> HttpResponse:
        statements.restore_statement(actor=actor(request), statement_id=statement_id, now=timezone.now())
        return _statement(statement_id)


# -- new texts ----------------------------------------------------------------------------------


class ReviseBody(Body):
    """What the article reads now."""

    text = Text()


class ArticleRevise(Endpoint):
    @operation(
        "revise_article",
        "Take in what an article reads now",
        scope=Scope.ARTICLES_WRITE,
        body=ReviseBody,
        answers={200: (ArticleDetail, "With its newest text; a worker reads it. The same text changes nothing.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        description="Claims and statements move with their words; each claim's anchoring tells how it stands.",
    )
    def post(self, request: Request, article_id: int) -> HttpResponse:
        values = read_body(ReviseBody, request.data)
        user = actor(request)
        if request.headers.get("If-Match"):
            demand_match(request, article_detail(user, article_id))
        versions.revise_article(actor=user, article_id=article_id, text=values["text"], now=timezone.now())
        return tagged(request, article_detail(user, article_id))


def _named(error: Invalid, **names: str) -> dict[str, Any]:
    """The fields of a refusal as the body calls them."""
    return {names.get(field, field): sentences for field, sentences in error.fields.items()}
