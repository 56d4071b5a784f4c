"""One row of each kind that an address can be about, for the matrix of who may open and send what."""

from typing import Any

from django.contrib import admin

from claims.models import Claim, MatchDecision, Role, User, VerdictPolicy
from claims.services import claims, matches, opinions, outlets, people, snapshots, speakers
from tests import builders
from tests.builders import NOW


def desk_state(user: User | None) -> dict[str, Any]:
    """One row of each kind, made by people other than the one who knocks."""
    author, second = builders.make_user("author"), builders.make_user("second")
    publisher = builders.make_user("publisher", Role.EDITOR)
    article = builders.make_article(user, "A text of their own, waiting.") if user and user.roles else None
    published = builders.make_published_claim(author, second, publisher)
    submitted = builders.make_submitted_claim(author)
    state: dict[str, Any] = {
        "claim": builders.make_claim(author).pk,
        "held": builders.make_held_claim(author).pk,
        "submitted": submitted.pk,
        "evidence": submitted.evidence.order_by("pk")[0].pk,
        "approved": builders.make_approved_claim(author, second).pk,
        "article": article.pk if article else published.article_id,
        "slug": published.publications.get().slug,
        "published": published.pk,
        "correction": builders.make_correction(second, published).pk,
    }
    capture = builders.make_copy(author, builders.make_claim(author))
    state |= {"capture": capture.pk, "source": capture.source_id, "copy": builders.note_copy(author, capture.source).pk}
    claim = Claim.objects.get(pk=state["claim"])
    builders.watch(published.article)
    state["statement"] = builders.make_statement(author, claim).pk
    state["conflict"] = builders.make_conflict(second, claim).pk
    builders.review_blind(is_on=False, is_dissent_public=True)  # leaves versions of the desk's policy to look at
    opinions.give_opinion(
        actor=second, claim_id=submitted.pk, rating_id=builders.rating("true").pk, note="I counted them.", now=NOW
    )
    other = builders.make_match(builders.make_claim(author))
    state["match"] = builders.make_match(claim).pk
    state["appearance"] = builders.make_appearance(claim, builders.make_claim(author)).pk
    confirm = MatchDecision.CONFIRM
    matches.judge_match(actor=author, claim_id=other.claim_id, match_id=other.pk, decision=confirm, now=NOW)
    speakers.named_speaker(name="Mira Castel", now=NOW)
    outlets.save_outlet(actor=publisher, name="The Norland Post", now=NOW)
    original = snapshots.Original(url="https://news.example.org/", content_type="text/html", body=b"<p>x")
    snapshots.keep_original(version=submitted.version, original=original, now=NOW)
    builders.make_match_weights(publisher)
    state["view"] = builders.make_view(author).pk
    claims.accept_claim(actor=author, claim_id=builders.make_proposals(author, 1)[0].pk, now=NOW)
    state["upload"] = builders.make_upload(publisher).pk
    owner = user or author
    state |= talk_state(author, owner)
    state["own_token"] = people.create_token(actor=None, owner=owner, scopes=["claims:read"], now=NOW).token.pk
    for model in admin.site._registry:
        row = model._default_manager.order_by("-pk").first()
        state[f"row:{model._meta.model_name}"] = row.pk if row else 0
    state["row:verdictpolicy"] = VerdictPolicy.objects.exclude(rating=None)[0].pk  # the one for all others stays
    return state


def talk_state(author: User, owner: User) -> dict[str, Any]:
    """A claim that was talked about, and a notice for whoever knocks."""
    talked = builders.make_talked_claim(author)
    return {
        "talked": talked.pk, "comment": talked.comments.get().pk, "question": talked.questions.get().pk,
        "reply": talked.reply_requests.get().pk, "own_notice": builders.make_notice(owner, talked).pk,
    }  # fmt: skip
