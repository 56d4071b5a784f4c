"""Addresses of the REST API. Each answers with and without a slash at its end."""

from django.urls import URLPattern, path, re_path

from claims.api import (
    agreement,
    articles,
    captures,
    checkworthiness,
    claims,
    conflicts,
    corrections,
    docs,
    known,
    looks,
    matches,
    matchweights,
    opinions,
    people,
    presence,
    publishing,
    queue,
    reviews,
    scales,
    sources,
    speakers,
    surgery,
    talk,
    worksheet,
)
from claims.api.endpoint import Endpoint, Nowhere
from claims.models import MatchDecision

app_name = "api"


def address(route: str, view: type[Endpoint], name: str) -> list[URLPattern]:
    handler = view.as_view()
    return [path(f"v1/{route}", handler, name=name), path(f"v1/{route}/", handler)]


CLAIM_VERBS: dict[str, type[Endpoint]] = {
    "accept": claims.ClaimAccept,
    "dismiss": claims.ClaimDismiss,
    "reopen": claims.ClaimReopen,
    "unaccept": claims.ClaimUnaccept,
    "restore": claims.ClaimRestore,
    "take": claims.ClaimTake,
    "take-over": presence.ClaimTakeOver,
    "heartbeat": presence.ClaimHeartbeat,
    "presence": presence.ClaimPresent,
    "release": claims.ClaimRelease,
    "speaker": claims.ClaimSpeaker,
    "span": surgery.ClaimSpan,
    "split": surgery.ClaimSplit,
    "merge": surgery.ClaimMerge,
    "undo": surgery.ClaimUndo,
    "words": surgery.ClaimWords,
    "evidence": sources.ClaimEvidence,
    "verdicts": reviews.ClaimVerdicts,
    "submit": reviews.ClaimSubmit,
    "approve": reviews.ClaimApprove,
    "return": reviews.ClaimReturn,
    "opinions": opinions.ClaimOpinions,
    "adjudicate": opinions.ClaimAdjudicate,
    "publish": publishing.ClaimPublish,
    "corrections": corrections.ClaimCorrections,
    "recheck": corrections.ClaimRecheck,
}

WEIGHTS_VERBS: dict[str, type[Endpoint]] = {
    "switch-on": checkworthiness.ScoreWeightsSwitchOn,
    "retire": checkworthiness.ScoreWeightsRetire,
    "rescore": checkworthiness.ScoreWeightsRescore,
}

MATCH_WEIGHTS_VERBS: dict[str, type[Endpoint]] = {
    "switch-on": matchweights.MatchWeightsSwitchOn,
    "retire": matchweights.MatchWeightsRetire,
    "rescore": matchweights.MatchWeightsRescore,
}

urlpatterns = [
    *address("articles", articles.ArticleList, "article-list"),
    *address("articles/<int:article_id>", articles.ArticleOne, "article-detail"),
    *address("articles/<int:article_id>/statements", articles.ArticleStatements, "article-statements"),
    *address("articles/<int:article_id>/claims", articles.ArticleClaims, "article-claims"),
    *address("articles/<int:article_id>/retry", articles.ArticleRetry, "article-retry"),
    *address("claims", claims.ClaimList, "claim-list"),
    *address("claims/accept", queue.ClaimsAccept, "claims-accept"),
    *address("claims/dismiss", queue.ClaimsDismiss, "claims-dismiss"),
    *address("acts/undo", queue.ActUndo, "act-undo"),
    *address("views", queue.ViewList, "view-list"),
    *address("views/<int:view_id>", queue.ViewOne, "view-detail"),
    *address("claims/<int:claim_id>", claims.ClaimOne, "claim-detail"),
    *(
        one
        for verb, view in CLAIM_VERBS.items()
        for one in address(f"claims/<int:claim_id>/{verb}", view, f"claim-{verb}")
    ),
    *address("claims/<int:claim_id>/evidence/origin", sources.ClaimOrigin, "claim-evidence-origin"),
    *address("claims/<int:claim_id>/evidence/<int:evidence_id>", sources.ClaimEvidenceOne, "claim-evidence-one"),
    *address(
        "claims/<int:claim_id>/evidence/<int:evidence_id>/withdraw",
        sources.ClaimEvidenceWithdraw,
        "claim-evidence-withdraw",
    ),
    *address(
        "claims/<int:claim_id>/evidence/<int:evidence_id>/passage",
        sources.ClaimEvidencePassage,
        "claim-evidence-passage",
    ),
    *address("claims/<int:claim_id>/pack", captures.ClaimPack, "claim-pack"),
    *address("claims/<int:claim_id>/record", captures.ClaimRecord, "claim-record"),
    *address("sources", captures.SourceList, "source-list"),
    *address("sources/<int:source_id>", captures.SourceOne, "source-detail"),
    *address("sources/<int:source_id>/captures", captures.SourceCaptures, "source-captures"),
    *address("sources/<int:source_id>/files", captures.SourceFiles, "source-files"),
    *address("sources/<int:source_id>/settle", captures.SourceSettle, "source-settle"),
    *address("sources/<int:source_id>/copies", captures.SourceCopies, "source-copies"),
    *address("sources/<int:source_id>/copies/<int:copy_id>/remove", captures.SourceCopyRemove, "source-copy-remove"),
    *address("captures/<int:capture_id>", captures.CaptureOne, "capture-detail"),
    *address("captures/<int:capture_id>/retry", captures.CaptureRetry, "capture-retry"),
    *address("captures/<int:capture_id>/warc", captures.CaptureWarc, "capture-warc"),
    *address("claims/<int:claim_id>/matches", matches.ClaimMatches, "claim-matches"),
    *(
        one
        for decision in MatchDecision
        for one in (
            *address(
                f"claims/<int:claim_id>/matches/<int:match_id>/{decision}",
                matches.match_verb(decision),
                f"claim-match-{decision}",
            ),
            *address(
                f"claims/<int:claim_id>/appearances/<int:appearance_id>/{decision}",
                matches.appearance_verb(decision),
                f"claim-appearance-{decision}",
            ),
        )
    ),
    *address("claims/<int:claim_id>/matches/<int:match_id>/reuse", matches.ClaimMatchReuse, "claim-match-reuse"),
    *address("known-checks", known.KnownCheckList, "known-check-list"),
    *address("known-checks/<int:check_id>", known.KnownCheckOne, "known-check-detail"),
    *address("known-claims", known.KnownClaimSearch, "known-claim-search"),
    *address("claims/<int:claim_id>/comments", talk.ClaimComments, "claim-comments"),
    *address("comments/<int:comment_id>", talk.CommentOne, "comment-detail"),
    *address("comments/<int:comment_id>/remove", talk.CommentRemove, "comment-remove"),
    *address("claims/<int:claim_id>/questions", worksheet.ClaimQuestions, "claim-questions"),
    *address("questions/<int:question_id>/answer", worksheet.QuestionAnswer, "question-answer"),
    *address("questions/<int:question_id>/move", worksheet.QuestionMove, "question-move"),
    *address("questions/<int:question_id>/withdraw", worksheet.QuestionWithdraw, "question-withdraw"),
    *address("claims/<int:claim_id>/replies", worksheet.ClaimReplies, "claim-replies"),
    *address("claims/<int:claim_id>/replies/nobody", worksheet.ClaimReplyNobody, "claim-reply-nobody"),
    *address("replies/<int:reply_id>/outcome", worksheet.ReplyOutcome, "reply-outcome"),
    *address("replies/<int:reply_id>/withdraw", worksheet.ReplyWithdraw, "reply-withdraw"),
    *address("notices", talk.NoticeList, "notice-list"),
    *address("notices/read", talk.NoticesRead, "notices-read"),
    *address("notices/<int:notice_id>/read", talk.NoticeRead, "notice-read"),
    *address("corrections", corrections.CorrectionList, "correction-list"),
    *address("corrections/<int:correction_id>/publish", corrections.CorrectionPublish, "correction-publish"),
    *address("corrections/<int:correction_id>/decline", corrections.CorrectionDecline, "correction-decline"),
    *address("publications", publishing.PublicationList, "publication-list"),
    *address("publications/<slug:slug>", publishing.PublicationOne, "publication-detail"),
    *address("conflicts", conflicts.ConflictList, "conflict-list"),
    *address("conflicts/<int:conflict_id>/end", conflicts.ConflictEnd, "conflict-end"),
    *address("agreement", agreement.AgreementOne, "agreement"),
    *address("desk-policy", agreement.DeskPolicyOne, "desk-policy"),
    *address("ratings", scales.RatingList, "rating-list"),
    *address("score-weights", checkworthiness.ScoreWeightsList, "score-weights-list"),
    *(
        one
        for verb, view in WEIGHTS_VERBS.items()
        for one in address(f"score-weights/<int:weights_id>/{verb}", view, f"score-weights-{verb}")
    ),
    *address("match-weights", matchweights.MatchWeightsList, "match-weights-list"),
    *(
        one
        for verb, view in MATCH_WEIGHTS_VERBS.items()
        for one in address(f"match-weights/<int:weights_id>/{verb}", view, f"match-weights-{verb}")
    ),
    *address("articles/<int:article_id>/revise", surgery.ArticleRevise, "article-revise"),
    *address("articles/<int:article_id>/look", looks.ArticleLook, "article-look"),
    *address("articles/<int:article_id>/changes", looks.ArticleChanges, "article-changes"),
    *address("articles/<int:article_id>/changes/take-in", looks.ArticleTakeIn, "article-take-in"),
    *address("articles/<int:article_id>/changes/settle", looks.ArticleSettle, "article-settle"),
    *address("statements", surgery.StatementList, "statement-list"),
    *address("statements/<int:statement_id>/speaker", surgery.StatementSpeaker, "statement-speaker"),
    *address("statements/<int:statement_id>/dismiss", surgery.StatementDismiss, "statement-dismiss"),
    *address("statements/<int:statement_id>/restore", surgery.StatementRestore, "statement-restore"),
    *address("speakers", speakers.SpeakerList, "speaker-list"),
    *address("me", people.WhoAmI, "me"),
    path("schema/", docs.Schema.as_view(), name="schema"),
    path("schema", docs.Schema.as_view()),
    path("docs/", docs.page, name="docs"),
    path("docs", docs.page),
    path("problems/<slug:code>", docs.problem_page, name="problem"),
    re_path(r"", Nowhere.as_view()),
]
