"""Addresses of the desk and of the public pages."""

from django.urls import URLPattern, path

from claims.models import MatchDecision
from claims.views import (
    articles,
    bulk,
    captures,
    claims,
    corrections,
    discussion,
    feeds,
    finds,
    matches,
    notices,
    people,
    public,
    publishing,
    queue,
    replies,
    reviews,
    savedviews,
    sources,
    worksheet,
)

app_name = "claims"

urlpatterns: list[URLPattern] = [
    # the queue, and what its lines can do
    path("", queue.queue, name="queue"),
    path("queue/counts/", queue.counts, name="queue-counts"),
    path("queue/next/", queue.go_on, name="queue-next"),
    path("queue/many/", bulk.many, name="queue-many"),
    path("queue/undo/", bulk.undo, name="queue-undo"),
    path("queue/views/", savedviews.views, name="view-list"),
    path("queue/views/<int:pk>/", savedviews.change, name="view-change"),
    path("queue/views/<int:pk>/delete/", savedviews.delete, name="view-delete"),
    path("queue/<int:pk>/", queue.glance, name="queue-glance"),
    path("queue/<int:pk>/why/", queue.why, name="queue-why"),
    *(path(f"claims/<int:pk>/{verb}/", queue.act, {"verb": verb}, name=f"claim-{verb}") for verb in queue.VERBS),
    # articles
    path("articles/", articles.article_list, name="article-list"),
    path("articles/new/", articles.create, name="article-create"),
    path("articles/<int:pk>/", articles.detail, name="article-detail"),
    path("articles/<int:pk>/state/", articles.state, name="article-state"),
    path("articles/<int:pk>/retry/", articles.retry, name="article-retry"),
    path("articles/<int:pk>/withdraw/", articles.withdraw, name="article-withdraw"),
    path("articles/<int:pk>/claims/", finds.add_claim, name="claim-add"),
    path("articles/<int:pk>/paragraphs/<int:start>/", finds.paragraph, name="article-paragraph"),
    path("finds/<int:pk>/speaker/", finds.speaker, name="find-speaker"),
    # the claim page
    path("claims/<int:pk>/", claims.detail, name="claim-detail"),
    path("claims/<int:pk>/reword/", claims.reword, name="claim-reword"),
    path("claims/<int:pk>/speaker/", claims.speaker, name="claim-speaker"),
    path("claims/<int:pk>/evidence/", sources.add, name="claim-evidence"),
    path("claims/<int:pk>/evidence/look/", sources.look, name="source-look"),
    path("claims/<int:pk>/evidence/look/<int:source_id>/", sources.looked, name="source-looked"),
    path("claims/<int:pk>/evidence/origin/", sources.join, name="claim-evidence-origin"),
    path("claims/<int:pk>/evidence/<int:evidence_id>/", sources.piece, name="claim-evidence-piece"),
    path("claims/<int:pk>/evidence/<int:evidence_id>/kept/", sources.kept, name="claim-evidence-kept"),
    path("claims/<int:pk>/evidence/<int:evidence_id>/passage/", sources.passage, name="claim-evidence-passage"),
    path("claims/<int:pk>/evidence/<int:evidence_id>/withdraw/", sources.withdraw, name="claim-evidence-withdraw"),
    path("claims/<int:pk>/pack/", captures.pack, name="claim-pack"),
    path("claims/<int:pk>/matches/", matches.panel, name="claim-matches"),
    path("claims/<int:pk>/matches/again/", matches.again, name="claim-lookup"),
    *(
        path(
            f"claims/<int:pk>/matches/<int:match_id>/{decision}/",
            matches.judge_match,
            {"decision": decision},
            name=f"claim-match-{decision}",
        )
        for decision in MatchDecision
    ),
    path("claims/<int:pk>/matches/<int:match_id>/reuse/", matches.reuse, name="claim-match-reuse"),
    *(
        path(
            f"claims/<int:pk>/appearances/<int:appearance_id>/{decision}/",
            matches.judge_appearance,
            {"decision": decision},
            name=f"claim-appearance-{decision}",
        )
        for decision in MatchDecision
    ),
    path("claims/<int:pk>/checklist/", reviews.checklist, name="claim-checklist"),
    path("claims/<int:pk>/judge/", reviews.judge, name="claim-judge"),
    path("claims/<int:pk>/approve/", reviews.approve, name="claim-approve"),
    path("claims/<int:pk>/return/", reviews.send_back, name="claim-return"),
    path("claims/<int:pk>/publish/", publishing.publish, name="claim-publish"),
    path("claims/<int:pk>/correct/", corrections.propose, name="claim-correct"),
    path(
        "claims/<int:pk>/corrections/<int:correction_id>/publish/", corrections.publish, name="claim-correction-publish"
    ),
    path(
        "claims/<int:pk>/corrections/<int:correction_id>/decline/", corrections.decline, name="claim-correction-decline"
    ),
    path("claims/<int:pk>/say/", discussion.say, name="comment-say"),
    path("claims/<int:pk>/comments/<int:comment_id>/", discussion.remark, name="comment-edit"),
    path("claims/<int:pk>/comments/<int:comment_id>/remove/", discussion.remove, name="comment-remove"),
    path("people/suggest/", discussion.suggest, name="people-suggest"),
    path("claims/<int:pk>/questions/", worksheet.ask, name="question-ask"),
    path("claims/<int:pk>/questions/<int:question_id>/", worksheet.answer, name="question-answer"),
    path("claims/<int:pk>/questions/<int:question_id>/move/", worksheet.move, name="question-move"),
    path("claims/<int:pk>/questions/<int:question_id>/withdraw/", worksheet.withdraw, name="question-withdraw"),
    path("claims/<int:pk>/replies/", replies.ask, name="reply-ask"),
    path("claims/<int:pk>/replies/nobody/", replies.nobody, name="reply-nobody"),
    path("claims/<int:pk>/replies/<int:reply_id>/", replies.outcome, name="reply-outcome"),
    path("claims/<int:pk>/replies/<int:reply_id>/withdraw/", replies.withdraw, name="reply-withdraw"),
    path("for-me/", notices.notice_list, name="notice-list"),
    path("for-me/read/", notices.read_all, name="notice-read-all"),
    path("for-me/<int:pk>/read/", notices.read, name="notice-read"),
    path("claims/<int:pk>/recheck/", corrections.recheck, name="claim-recheck"),
    path("due/", corrections.due, name="due"),
    path("speakers/suggest/", claims.suggest, name="speaker-suggest"),
    # sources and their copies
    path("sources/", captures.source_list, name="source-list"),
    path("sources/<int:pk>/", captures.source, name="source-detail"),
    path("sources/<int:pk>/capture/", captures.ask, name="source-capture"),
    path("sources/<int:pk>/settle/", captures.settle, name="source-settle"),
    path("sources/<int:pk>/copies/", captures.note_copy, name="source-copies"),
    path("sources/<int:pk>/copies/<int:copy_id>/remove/", captures.remove_copy, name="source-copy-remove"),
    path("captures/<int:pk>/", captures.capture, name="capture-detail"),
    path("captures/<int:pk>/retry/", captures.retry, name="capture-retry"),
    path("captures/<int:pk>/file/", captures.document, name="capture-file"),
    path("captures/<int:pk>/warc/", captures.warc, name="capture-warc"),
    # one's own account
    path("account/", people.account, name="account"),
    path("account/tokens/", people.create_token, name="token-create"),
    path("account/tokens/<int:pk>/revoke/", people.revoke_token, name="token-revoke"),
    # what readers see
    path("checks/", public.check_list, name="check-list"),
    path("checks/feed.atom", feeds.checks, name="check-feed"),
    path("checks/<slug:slug>/", public.check_detail, name="check-detail"),
    path("checks/<slug:slug>/claimreview.json", public.check_jsonld, name="check-jsonld"),
    path("corrections/", public.correction_list, name="correction-list"),
    path("corrections/feed.atom", feeds.corrections, name="correction-feed"),
    path("methodology/", public.methodology, name="methodology"),
]
