"""Commands around the API: tokens, articles, scales, the history's proof."""

import io
import json
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from claims.models import ApiToken, Article, Event, EventChain, Rating, RatingScale, Snapshot, User
from claims.services import claims, reviews, scales
from tests import builders
from tests.api.conftest import Api

pytestmark = pytest.mark.django_db


def run(name: str, *args: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(name, *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


# -- create_token -------------------------------------------------------------------------------


def test_the_token_stands_alone_and_works(reviewer: User) -> None:
    out, err = run("create_token", "rita", "--scopes", "articles:write,claims:read", "--name", "CMS", "--days", "30")
    assert re.fullmatch(r"fcd_[A-Za-z0-9]{46}\n", out)
    assert err == ""
    me = Api(out.strip()).get("/me").json()
    assert (me["scopes"], me["token"]["name"]) == (["articles:write", "claims:read"], "CMS")
    left = ApiToken.objects.get().expires_at
    assert left is not None
    assert timedelta(days=29) < left - timezone.now() <= timedelta(days=30)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nobody", "--scopes", "admin"], "create_person"),
        (["rita"], "claims:read"),
        (["rita", "--scopes", "claims:eat"], "Unknown: claims:eat"),
        (["rita", "--scopes", "admin", "--days", "0"], "between 1 and"),
    ],
)
def test_no_token_without_owner_and_known_scopes(reviewer: User, args: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run("create_token", *args)
    assert not ApiToken.objects.exists()


def test_a_token_of_somebody_without_a_role_is_warned_about(stranger: User) -> None:
    out, err = run("create_token", "stranger", "--scopes", "admin")
    assert out.startswith("fcd_")
    assert "no role" in err


# -- submit_article -----------------------------------------------------------------------------


def test_files_are_handed_in_and_recognised(reviewer: User, tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text("The port of Skag has 14 cranes.", encoding="utf-8")
    out, _ = run(
        "submit_article", str(file), "--as", "rita", "--title", "Skag", "--published-on", "2026-03-01", "--bulk"
    )
    article = Article.objects.get()
    assert out == f"{article.pk} queued\n"
    assert (article.title, str(article.published_on), article.lane) == ("Skag", "2026-03-01", "bulk")
    again, err = run("submit_article", str(file), "--as", "rita")
    assert (again, "known by its text" in err) == (out, True)
    assert Snapshot.objects.count() == 1


def test_a_page_is_read_out_of_its_markup(reviewer: User, tmp_path: Path) -> None:
    page = tmp_path / "story.html"
    words = "The port of Skag has 14 cranes, its master said on Monday. " * 6
    page.write_text(
        f"<html><head><title>Cranes</title></head><body><nav>Home</nav><article><h1>Cranes</h1><p>{words}</p>"
        "</article></body></html>",
        encoding="utf-8",
    )
    run("submit_article", str(page), "--as", "rita", "--outlet", "Skag Courier")
    article = Article.objects.get()
    text = article.versions.get().text
    assert "14 cranes" in text
    assert "<p>" not in text
    assert article.outlet is not None
    assert article.outlet.name == "Skag Courier"


def test_standard_input_and_addresses(reviewer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Skag’s port has 14 cranes.".encode())))
    run("submit_article", "-", "--as", "rita")
    out, _ = run("submit_article", "--url", "https://news.example.org/skag", "--as", "rita")
    assert out == f"{Article.objects.get(url='https://news.example.org/skag').pk} queued\n"
    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--as", "rita"], "Give an address"),
        (["/no/such/file.txt", "--as", "rita"], "cannot be read"),
        (["--url", "http://10.0.0.1/", "--as", "rita"], "."),
        (["--url", "https://news.example.org/", "--published-on", "soon", "--as", "rita"], "published-on"),
        (["--url", "https://news.example.org/", "--as", "nobody"], "nobody"),
        (["--url", "https://news.example.org/", "--as", "stranger"], "role"),
    ],
)
def test_what_cannot_be_handed_in_is_refused(reviewer: User, stranger: User, args: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run("submit_article", *args)
    assert not Article.objects.exists()


# -- verify_history -----------------------------------------------------------------------------


def test_a_whole_history_is_said_to_hold(reviewer: User, second: User) -> None:
    builders.make_approved_claim(reviewer, second)
    assert "holds" in run("verify_history")[0]


def test_a_forged_history_is_listed_and_fails(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_event DISABLE TRIGGER event_append_only")
        cursor.execute("UPDATE claims_event SET verb = 'praise' WHERE verb = 'add'")
        cursor.execute("ALTER TABLE claims_event ENABLE TRIGGER event_append_only")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 flaws"):
        call_command("verify_history", stdout=out, stderr=err)
    assert f"claim {claim.pk}, event 1: was changed" in out.getvalue()


def test_a_history_rewritten_to_its_end_is_told_by_what_was_kept_outside(reviewer: User, tmp_path: Path) -> None:
    claim = builders.make_claim(reviewer)
    kept = tmp_path / "heads.tsv"
    kept.write_text(run("verify_history", "--heads")[0], encoding="utf-8")
    claims.take_claim(actor=reviewer, claim_id=claim.pk, now=builders.NOW)
    assert "holds" in run("verify_history", "--against", str(kept))[0], "later events change nothing of earlier ones"
    event = Event.objects.about("claim", claim.pk).get(sequence=1)
    second = Event.objects.about("claim", claim.pk).get(sequence=2)
    event.data = event.data | {"standalone": "Something that was never said."}
    second.previous = event.expected_digest()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_event DISABLE TRIGGER event_append_only")
    Event.objects.filter(pk=event.pk).update(data=event.data, digest=event.expected_digest())
    Event.objects.filter(pk=second.pk).update(previous=second.previous, digest=second.expected_digest())
    EventChain.objects.filter(pk=event.chain_id).update(head=second.expected_digest())
    assert "holds" in run("verify_history")[0], "inside the database, a whole chain made anew leaves no trace"
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 flaws"):
        call_command("verify_history", "--against", str(kept), stdout=out)
    assert f"claim {claim.pk}, event 1: is not the event that was noted outside" in out.getvalue()


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("milk, bread\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"Line 1 of .* Name the file it printed"):
        run("verify_history", "--against", str(other))


# -- load_scales --------------------------------------------------------------------------------


def test_all_scales_load_once(db: None) -> None:
    out, _ = run("load_scales")
    assert "politifact: added (10 labels added, 0 changed, 2 retired)" not in out  # one label of ten is out of use
    assert "politifact: added (10 labels added, 0 changed, 1 retired)" in out
    before = list(Rating.objects.order_by("pk").values())
    again, _ = run("load_scales")
    assert all("up to date" in line for line in again.splitlines())
    assert list(Rating.objects.order_by("pk").values()) == before
    assert RatingScale.objects.get(is_default=True).slug == "desk"


def test_only_the_named_scales_load(db: None) -> None:
    run("load_scales", "snopes", "afp")
    assert set(RatingScale.objects.values_list("slug", flat=True)) == {"desk", "snopes", "afp"}
    with pytest.raises(CommandError, match="politifact"):
        run("load_scales", "polifact")


def test_labels_missing_from_the_list_are_retired_and_stay(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _list(tmp_path, monkeypatch, ["Right", "Wrong", "Odd"])
    run("load_scales")
    _list(tmp_path, monkeypatch, ["Right", "Wrong"])
    assert "1 retired" in run("load_scales")[0]
    labels = dict(Rating.objects.filter(scale__slug="toy").values_list("label", "is_retired"))
    assert labels == {"Right": False, "Wrong": False, "Odd": True}
    wrong = Rating.objects.get(scale__slug="toy", slug="wrong")
    scales.retire_rating(actor=None, rating_id=wrong.pk, now=builders.NOW)
    run("load_scales")
    wrong.refresh_from_db()
    assert wrong.is_retired  # the editor's choice stands


def test_a_label_that_a_verdict_carries_is_not_bent(
    reviewer: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _list(tmp_path, monkeypatch, ["Right"])
    run("load_scales")
    rating = Rating.objects.get(scale__slug="toy")
    claim = builders.make_held_claim(reviewer)
    reviews.record_verdict(
        actor=reviewer, claim_id=claim.pk, rating_id=rating.pk, summary="It is right.", now=builders.NOW
    )
    _list(tmp_path, monkeypatch, ["Right"], truth="false")
    with pytest.raises(CommandError, match="Verdicts carry"):
        run("load_scales")
    rating.refresh_from_db()
    assert rating.truth == "true"


def _list(folder: Path, monkeypatch: pytest.MonkeyPatch, labels: list[str], truth: str = "true") -> None:
    """Another list of known scales, with one scale of these labels."""
    rows: list[dict[str, Any]] = [
        {"label": label, "truth": truth, "value": None, "flags": [], "retired": False} for label in labels
    ]
    toy = {"slug": "toy", "name": "Toy", "language": "en", "description": "", "ratings": rows}
    file = folder / "scales.json"
    file.write_text(json.dumps([toy]), encoding="utf-8")
    monkeypatch.setattr(scales, "KNOWN_SCALES", file)
