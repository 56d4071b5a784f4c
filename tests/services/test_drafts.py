"""Drafts: bound to person, claim and form; numbered; forgotten when saved; never lost to what comes late."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Claim, Draft, User
from claims.services import claims, drafts
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def save(
    who: User, claim: Claim, number: int = 1, *, form: str = "verdict", text: str = "As it is.", **more: Any
) -> Any:
    values: dict[str, Any] = {"fields": {"summary": text}, "revision": claim.revision, "now": NOW} | more
    return drafts.save_draft(actor=who, claim_id=claim.pk, form=form, number=number, **values)


def test_draft_is_kept_for_its_person_and_claim_alone(reviewer: User, second: User) -> None:
    """What people complained of elsewhere: drafts that show up under another article."""
    claim, other = builders.make_claim(reviewer), builders.make_claim(reviewer)
    save(reviewer, claim, text="Of this claim alone.")
    save(second, claim, text="Sam's own.")
    assert [one.fields for one in drafts.drafts_on(actor=reviewer, claim_id=claim.pk)] == [
        {"summary": "Of this claim alone."}
    ]
    assert drafts.drafts_on(actor=reviewer, claim_id=other.pk) == []
    assert [row.fields for row in drafts.drafts_of(second)] == [{"summary": "Sam's own."}]


def test_save_that_comes_late_replaces_nothing(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    save(reviewer, claim, 2, text="Second.")
    for number in (1, 2):
        with pytest.raises(Refused) as caught:
            save(reviewer, claim, number, text="First.")
        assert caught.value.code == "draft_behind"
        assert (caught.value.details["number"], caught.value.details["fields"]) == (2, {"summary": "Second."})
    assert save(reviewer, claim, 3, text="Third.").number == 3
    assert Draft.objects.get().fields == {"summary": "Third."}


def test_draft_that_was_saved_does_not_come_back_by_what_was_still_under_way(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    save(reviewer, claim, 4)
    assert drafts.forget_draft(actor=reviewer, claim_id=claim.pk, form="verdict", now=NOW) == 5
    with pytest.raises(Refused):
        save(reviewer, claim, 5)
    assert list(drafts.drafts_of(reviewer)) == []
    assert save(reviewer, claim, 6).number == 6
    assert drafts.forget_draft(actor=reviewer, claim_id=claim.pk, form="wording", now=NOW) is None


def test_too_much_is_refused_clearly(reviewer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = builders.make_claim(reviewer)
    with pytest.raises(Refused) as caught:
        save(reviewer, claim, text="x" * drafts.MAX_CHARS)
    assert (caught.value.code, caught.value.details) == ("draft_too_long", {"limit": drafts.MAX_CHARS})
    assert "kept on this device only" in caught.value.message
    monkeypatch.setattr(drafts, "MAX_FORMS", 1)
    save(reviewer, claim)
    with pytest.raises(Refused) as caught:
        save(reviewer, claim, form="another")
    assert caught.value.code == "too_many_drafts"


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("Verdict", {"summary": "x"}),
        ("", {"summary": "x"}),
        ("verdict", {"summary": 3}),
        ("verdict", {"summary": {"deep": "x"}}),
        ("verdict", {"": "x"}),
        ("verdict", {"summary": "a\x00b"}),
        ("verdict", {str(number): "x" for number in range(100)}),
    ],
)
def test_what_is_no_forms_content_is_refused(form: str, fields: dict[str, Any], reviewer: User) -> None:
    with pytest.raises(Invalid):
        save(reviewer, builders.make_claim(reviewer), form=form, fields=fields)


def test_stranger_and_a_claim_that_is_not_there(reviewer: User, stranger: User) -> None:
    claim = builders.make_claim(reviewer)
    with pytest.raises(Forbidden):
        save(stranger, claim)
    with pytest.raises(Missing):
        drafts.save_draft(
            actor=reviewer, claim_id=10**9, form="verdict", fields={"a": "b"}, revision=1, number=1, now=NOW
        )


def test_sweep_clears_what_is_settled_for_long_and_nothing_else(reviewer: User, second: User, editor: User) -> None:
    published = builders.make_published_claim(reviewer, second, editor)
    dismissed = builders.make_claim(reviewer)
    claims.dismiss_claim(actor=reviewer, claim_id=dismissed.pk, reason="Opinion", now=NOW)
    held, emptied = builders.make_held_claim(reviewer), builders.make_claim(reviewer)
    for claim in (published, dismissed, held, emptied):
        save(reviewer, claim)
    drafts.forget_draft(actor=reviewer, claim_id=emptied.pk, form="verdict", now=NOW)
    assert drafts.sweep_drafts(now=NOW + timedelta(hours=23)) == {"emptied": 0, "settled": 0}
    assert drafts.sweep_drafts(now=NOW + timedelta(days=89)) == {"emptied": 1, "settled": 0}
    assert drafts.sweep_drafts(now=NOW + timedelta(days=91)) == {"emptied": 0, "settled": 2}
    assert [row.claim for row in drafts.drafts_of(reviewer)] == [held]


def test_draft_touched_lately_stays_on_a_claim_that_is_settled(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    claims.dismiss_claim(actor=reviewer, claim_id=claim.pk, reason="Opinion", now=NOW)
    save(reviewer, claim, now=NOW + timedelta(days=50))
    assert drafts.sweep_drafts(now=NOW + timedelta(days=100))["settled"] == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_saves_at_once_leave_one_draft_the_highest(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    went, late = sorted_out(
        at_once([partial(save, reviewer, claim, number, text=f"{number}.") for number in (1, 2, 3, 4, 5, 6)])
    )
    assert all(isinstance(one, Refused) and one.code == "draft_behind" for one in late), late
    assert len(went) + len(late) == 6
    row = Draft.objects.get()
    assert (row.number, row.fields) == (6, {"summary": "6."})


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_windows_that_save_the_same_number_at_once_do_not_overwrite_each_other(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    went, late = sorted_out(at_once([partial(save, reviewer, claim, 1, text=text) for text in ("One.", "Other.")]))
    assert len(went) == 1
    assert isinstance(late[0], Refused)
    assert late[0].details["fields"] == Draft.objects.get().fields == went[0].fields
