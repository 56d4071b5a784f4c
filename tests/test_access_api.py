"""Who may call what: every operation of the schema × every kind of caller. An operation without a row fails the test.

A new operation needs one line in ROWS: its scope, who gets through, and a row to call it on. "Through" means that the
door was open: the service's yes, or its no to the state of the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from claims.models import Article, Role, Scope
from tests import builders
from tests.api.conftest import Api, api_for

ALL = frozenset(
    {"anonymous", "stranger", "reviewer", "editor", "administrator", "token with scope", "token without scope"}
)
MEMBERS = ALL - {"anonymous", "stranger"}
LEADS = MEMBERS - {"reviewer"}


@dataclass(frozen=True)
class Row:
    """``scope`` None: any member's token will do. ``through``: whom the service lets pass, the scope being right."""

    scope: Scope | None
    through: frozenset[str]
    at: str = ""
    body: Mapping[str, Any] | None = field(default=None, hash=False)


ROWS: dict[str, Row] = {
    "list_articles": Row(Scope.ARTICLES_READ, MEMBERS),
    "create_article": Row(Scope.ARTICLES_WRITE, MEMBERS, body={"text": "The port of Skag has 14 cranes."}),
    "read_article": Row(Scope.ARTICLES_READ, MEMBERS),
    "list_article_statements": Row(Scope.ARTICLES_READ, MEMBERS),
    "list_article_claims": Row(Scope.CLAIMS_READ, MEMBERS),
    "retry_article": Row(Scope.ARTICLES_WRITE, MEMBERS),
    "correct_article": Row(Scope.ARTICLES_WRITE, MEMBERS, body={"outlet": "Tagwerk"}),
    "list_claims": Row(Scope.CLAIMS_READ, MEMBERS),
    "create_claim": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"article": 0, "start": 0, "end": 6}),
    "read_claim": Row(Scope.CLAIMS_READ, MEMBERS),
    "reword_claim": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"kind": "causal"}),
    "accept_claim": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "dismiss_claim": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"reason": "opinion"}),
    "reopen_claim": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "unaccept_claim": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "restore_claim": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "accept_many_claims": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"claims": [{"id": 1}]}),
    "dismiss_many_claims": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"claims": [{"id": 1}], "reason": "opinion"}),
    "undo_claim_act": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "list_views": Row(Scope.CLAIMS_READ, MEMBERS),
    "create_view": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"name": "Figures", "query": "kind=numerical"}),
    "change_view": Row(Scope.CLAIMS_WRITE, LEADS, body={"name": "Causes"}),
    "delete_view": Row(Scope.CLAIMS_WRITE, LEADS),
    "take_claim": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "take_over_claim": Row(Scope.CLAIMS_WRITE, MEMBERS, at="held", body={"note": "It runs at six."}),
    "beat_claim": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "read_claim_presence": Row(Scope.CLAIMS_READ, MEMBERS),
    "release_claim": Row(Scope.CLAIMS_WRITE, LEADS, at="held"),
    "correct_claim_speaker": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"name": "Ola Brandt"}),
    "create_claim_evidence": Row(Scope.EVIDENCE_WRITE, MEMBERS, body={"stance": "mixed", "title": "A letter"}),
    # Only its holder judges a claim, whatever their roles; with the claim in nobody's hands all are told to take it.
    "create_claim_verdict": Row(Scope.REVIEWS_WRITE, MEMBERS, body={"rating": "true", "summary": "It is so."}),
    "submit_claim": Row(Scope.REVIEWS_WRITE, frozenset(), at="held"),
    "approve_claim": Row(Scope.REVIEWS_WRITE, MEMBERS, at="submitted"),
    "return_claim": Row(Scope.REVIEWS_WRITE, MEMBERS, at="submitted", body={"note": "More, please."}),
    "give_claim_opinion": Row(
        Scope.REVIEWS_WRITE, MEMBERS, at="submitted", body={"rating": "true", "note": "I counted."}
    ),
    "adjudicate_claim": Row(Scope.REVIEWS_WRITE, MEMBERS, at="submitted", body={"decision": "approve"}),
    "list_conflicts": Row(Scope.CLAIMS_READ, MEMBERS),
    "declare_conflict": Row(Scope.REVIEWS_WRITE, MEMBERS, body={"claim": 0, "note": "A relative of mine."}),
    "end_conflict": Row(Scope.REVIEWS_WRITE, LEADS),
    "read_agreement": Row(Scope.CLAIMS_READ, LEADS),
    "read_desk_policy": Row(Scope.CLAIMS_READ, MEMBERS),
    "publish_claim": Row(Scope.PUBLICATIONS_WRITE, LEADS, at="approved"),
    "amend_claim_evidence": Row(Scope.EVIDENCE_WRITE, MEMBERS, body={"stance": "refutes"}),
    "withdraw_claim_evidence": Row(Scope.EVIDENCE_WRITE, MEMBERS),
    "mark_claim_passage": Row(Scope.EVIDENCE_WRITE, MEMBERS, body={"passage": "97 bridges"}),
    "join_claim_origins": Row(Scope.EVIDENCE_WRITE, MEMBERS, body={"evidence": [1, 2], "independence_group": "wire"}),
    "download_claim_pack": Row(Scope.CLAIMS_READ, MEMBERS),
    "read_claim_record": Row(Scope.CLAIMS_READ, MEMBERS),
    "list_changed_sources": Row(Scope.CLAIMS_READ, MEMBERS),
    "look_up_source": Row(Scope.EVIDENCE_WRITE, MEMBERS, body={"url": "https://registry.example.org/"}),
    "read_source": Row(Scope.CLAIMS_READ, MEMBERS),
    "describe_source": Row(Scope.EVIDENCE_WRITE, MEMBERS, body={"title": "Register"}),
    "list_source_captures": Row(Scope.CLAIMS_READ, MEMBERS),
    "request_source_capture": Row(Scope.EVIDENCE_WRITE, MEMBERS),
    "hand_in_source_file": Row(
        Scope.EVIDENCE_WRITE, MEMBERS, body={"file_name": "a.txt", "file_base64": "OTcgYnJpZGdlcw=="}
    ),
    "settle_source": Row(Scope.EVIDENCE_WRITE, MEMBERS),
    "note_source_copy": Row(
        Scope.EVIDENCE_WRITE, MEMBERS, body={"url": "https://archive.example.org/web/20260301120000/x"}
    ),
    "remove_source_copy": Row(Scope.EVIDENCE_WRITE, MEMBERS),
    "read_capture": Row(Scope.CLAIMS_READ, MEMBERS),
    "retry_capture": Row(Scope.EVIDENCE_WRITE, MEMBERS),
    "download_capture_warc": Row(Scope.CLAIMS_READ, MEMBERS),
    "list_claim_matches": Row(Scope.CLAIMS_READ, MEMBERS),
    "confirm_claim_match": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "reject_claim_match": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "undo_claim_match": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "reuse_claim_match": Row(Scope.EVIDENCE_WRITE, MEMBERS),
    "confirm_claim_appearance": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "reject_claim_appearance": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "undo_claim_appearance": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "list_known_checks": Row(Scope.CLAIMS_READ, MEMBERS),
    "read_known_check": Row(Scope.CLAIMS_READ, MEMBERS),
    "import_known_checks": Row(Scope.CLAIMS_WRITE, LEADS, body={"records": [{"@type": "ClaimReview"}]}),
    "search_known_claims": Row(Scope.CLAIMS_READ, MEMBERS),
    "list_claim_comments": Row(Scope.CLAIMS_READ, MEMBERS, at="talked"),
    "create_claim_comment": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"body": "Look at the register."}),
    "edit_comment": Row(Scope.CLAIMS_WRITE, frozenset(), at="talked", body={"body": "Look again."}),
    "remove_comment": Row(Scope.CLAIMS_WRITE, frozenset(), at="talked"),
    "list_claim_questions": Row(Scope.CLAIMS_READ, MEMBERS, at="talked"),
    "create_claim_question": Row(Scope.EVIDENCE_WRITE, MEMBERS, body={"question": "How many are there?"}),
    "answer_question": Row(
        Scope.EVIDENCE_WRITE, MEMBERS, at="talked", body={"answer_kind": "abstractive", "answer": "Ten."}
    ),
    "move_question": Row(Scope.EVIDENCE_WRITE, MEMBERS, at="talked", body={"direction": "up"}),
    "withdraw_question": Row(Scope.EVIDENCE_WRITE, MEMBERS, at="talked"),
    "list_claim_replies": Row(Scope.CLAIMS_READ, MEMBERS, at="talked"),
    "create_claim_reply": Row(Scope.EVIDENCE_WRITE, MEMBERS, body={"whom": "The ministry", "channel": "email"}),
    "ask_nobody_for_claim_reply": Row(Scope.EVIDENCE_WRITE, MEMBERS, body={"reason": "It is the register's own."}),
    "record_reply_outcome": Row(Scope.EVIDENCE_WRITE, MEMBERS, at="talked", body={"outcome": "no_answer"}),
    "withdraw_reply": Row(Scope.EVIDENCE_WRITE, MEMBERS, at="talked"),
    "list_notices": Row(Scope.CLAIMS_READ, MEMBERS),
    "read_all_notices": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "read_notice": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "list_corrections": Row(Scope.CLAIMS_READ, MEMBERS),
    "propose_correction": Row(
        Scope.REVIEWS_WRITE,
        MEMBERS,
        at="published",
        body={"occasion": "clarification", "reason": "wording", "note": "We name the register now."},
    ),
    "publish_correction": Row(Scope.PUBLICATIONS_WRITE, LEADS, at="published"),
    "decline_correction": Row(Scope.REVIEWS_WRITE, LEADS, at="published", body={"note": "It is clear enough."}),
    "set_claim_recheck": Row(Scope.REVIEWS_WRITE, MEMBERS, at="published", body={"recheck_on": None}),
    "list_publications": Row(None, ALL),
    "read_publication": Row(None, ALL),
    "list_ratings": Row(Scope.CLAIMS_READ, MEMBERS),
    "list_score_weights": Row(Scope.CLAIMS_READ, MEMBERS),
    "propose_score_weights": Row(Scope.ADMIN, LEADS, body={"name": "House taste"}),
    "switch_on_score_weights": Row(Scope.ADMIN, LEADS),
    "retire_score_weights": Row(Scope.ADMIN, LEADS),
    "rescore_claims": Row(Scope.ADMIN, LEADS),
    "list_match_weights": Row(Scope.CLAIMS_READ, MEMBERS),
    "learn_match_weights": Row(Scope.ADMIN, LEADS, body={"name": "Spring"}),
    "switch_on_match_weights": Row(Scope.ADMIN, LEADS),
    "retire_match_weights": Row(Scope.ADMIN, LEADS),
    "rescore_matches": Row(Scope.ADMIN, LEADS),
    "adjust_claim_span": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"start": 0, "end": 6}),
    "split_claim": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"at": 8}),
    "merge_claim": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"into": 1}),
    "undo_claim": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"what": "span"}),
    "create_statement": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"article": 0, "content": [0, 6]}),
    "correct_statement_speaker": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"name": "Ola Brandt"}),
    "dismiss_statement": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "restore_statement": Row(Scope.CLAIMS_WRITE, MEMBERS),
    "revise_article": Row(Scope.ARTICLES_WRITE, MEMBERS, body={"text": "The port of Skag has 15 cranes."}),
    "look_at_article_again": Row(Scope.ARTICLES_WRITE, MEMBERS),
    "read_article_changes": Row(Scope.ARTICLES_READ, MEMBERS),
    "take_in_article_changes": Row(Scope.ARTICLES_WRITE, MEMBERS, body={"text_sha256": "0" * 64}),
    "settle_article_changes": Row(Scope.ARTICLES_WRITE, MEMBERS),
    "decide_claim_words": Row(Scope.CLAIMS_WRITE, MEMBERS, body={"what": "take"}),
    "search_speakers": Row(Scope.CLAIMS_READ, MEMBERS),
    "read_me": Row(None, MEMBERS),
}


@cache
def operations() -> dict[str, tuple[str, str]]:
    """Method and address of each operation id, from the schema itself."""
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return {
        operation["operationId"]: (method.upper(), path)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def test_every_operation_has_a_row() -> None:
    assert set(operations()) == set(ROWS)


def callers(scope: Scope | None) -> dict[str, Api]:
    """One caller of each kind. People's own tokens may do all that they may; "token" ones are an editor's."""
    editor = builders.make_user("", Role.EDITOR)
    others = [one for one in Scope if one not in (scope, Scope.ADMIN)]
    return {
        "anonymous": Api(),
        "stranger": api_for(builders.make_stranger()),
        "reviewer": api_for(builders.make_user("")),
        "editor": api_for(editor),
        "administrator": api_for(builders.make_user("", Role.ADMINISTRATOR)),
        "token with scope": api_for(editor, [scope or Scope.CLAIMS_READ]),
        "token without scope": api_for(editor, others),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROWS)
def test_only_those_get_through_who_may(name: str) -> None:
    row, (method, path) = ROWS[name], operations()[name]
    author, second = builders.make_user("author"), builders.make_user("second")
    chief = builders.make_user("chief", Role.EDITOR)
    make = {
        "": lambda: builders.make_claim(author),
        "held": lambda: builders.make_held_claim(author),
        "submitted": lambda: builders.make_submitted_claim(author),
        "approved": lambda: builders.make_approved_claim(author, second),
        "talked": lambda: builders.make_talked_claim(author),
        "published": lambda: builders.make_published_claim(author, second, chief),
    }
    published = builders.make_published_claim(author, second, chief)
    kind_of_weights = builders.make_match_weights if "match" in name else builders.make_weights
    weights = kind_of_weights(chief)
    for kind, api in callers(row.scope).items():
        claim = make[row.at]()  # each meets it as it was
        body = dict(row.body) if row.body is not None else None
        if body and "article" in body:
            body["article"] = claim.article_id
        if body and "into" in body:
            body["into"] = builders.make_claim(author).pk
        if name == "revise_article":  # only what no worker is about to read
            Article.objects.filter(pk=claim.article_id).update(status="ready")
        if name == "look_at_article_again" or name.endswith("_article_changes"):
            builders.watch(claim.article, reads="The port of Skag has 16 cranes.")
        if body and body.get("claim") == 0:
            body["claim"] = claim.pk
        if body and name.endswith("_view"):
            body["name"] = f"{body['name']}, {kind}"  # two of the callers are one person
        match = builders.make_match(claim)
        is_decided = "{correction_id}" in path
        is_of_a_copy = any(f"{{{one}_id}}" in path for one in ("evidence", "source", "capture", "copy"))
        kept = builders.make_copy(author, claim) if is_of_a_copy else None
        talked = claim if row.at == "talked" else None
        statement = builders.make_statement(author, claim) if "{statement_id}" in path else None
        address = path.format(
            article_id=claim.article_id, claim_id=claim.pk, weights_id=weights.pk,
            correction_id=builders.make_correction(author, claim).pk if is_decided else 0,
            conflict_id=builders.make_conflict(author, claim).pk if "{conflict_id}" in path else 0,
            view_id=builders.make_view(author).pk if "{view_id}" in path else 0,
            comment_id=talked.comments.get().pk if talked else 0,
            question_id=talked.questions.get().pk if talked else 0,
            reply_id=talked.reply_requests.get().pk if talked else 0,
            notice_id=builders.make_notice(api.user or author, claim).pk if "{notice_id}" in path else 0,
            evidence_id=kept.source.evidence.get().pk if kept else 0, source_id=kept.source_id if kept else 0,
            capture_id=kept.pk if kept else 0,
            copy_id=builders.note_copy(author, kept.source).pk if kept and "{copy_id}" in path else 0,
            statement_id=statement.pk if statement else 0,
            slug=published.publications.get().slug, match_id=match.pk, check_id=match.known.check_of_others_id,
            appearance_id=builders.make_appearance(claim, builders.make_claim(author)).pk,
        )  # fmt: skip
        query = "?q=castel" if name.startswith("search_") else ""
        at = address.removeprefix("/api/v1") + query
        response = api.get(at) if method == "GET" else getattr(api, method.lower())(at, body)
        through = kind in row.through and not (kind == "token without scope" and row.scope)
        assert (response.status_code in (200, 201, 202, 204, 304, 409)) == through, (kind, response.content)
        if not through:
            assert response.status_code == (401 if kind == "anonymous" else 403), (kind, response.content)
            assert response["Content-Type"] == "application/problem+json"
        if kind == "token without scope" and row.scope:
            assert response.json()["code"] == "missing_scope"
