"""Saved views: kept, shared, renamed, deleted."""

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import SavedView, User
from claims.services import savedviews
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_own_views_and_shared_ones_are_listed_by_name(reviewer: User, second: User) -> None:
    savedviews.save_view(actor=reviewer, name=" Figures ", query="?kind=numerical", now=NOW)
    savedviews.save_view(actor=second, name="Alone", query="status=open", now=NOW)
    savedviews.save_view(actor=second, name="Desk", query="status=any", is_shared=True, now=NOW)
    assert [(view.name, view.query) for view in savedviews.views_for(reviewer)] == [
        ("Desk", "status=any"),
        ("Figures", "kind=numerical"),
    ]


def test_a_view_is_renamed_shared_and_deleted_by_its_owner(reviewer: User) -> None:
    view = savedviews.save_view(actor=reviewer, name="Figures", query="kind=numerical", now=NOW)
    changed = savedviews.change_view(actor=reviewer, view_id=view.pk, name="Numbers", is_shared=True, now=NOW)
    assert (changed.name, changed.query, changed.is_shared) == ("Numbers", "kind=numerical", True)
    savedviews.delete_view(actor=reviewer, view_id=view.pk, now=NOW)
    assert not SavedView.objects.exists()


def test_only_the_owner_changes_a_view_and_an_editor_a_shared_one(reviewer: User, second: User, editor: User) -> None:
    shared = builders.make_view(reviewer)
    private = builders.make_view(reviewer, is_shared=False)
    with pytest.raises(Forbidden):
        savedviews.change_view(actor=second, view_id=shared.pk, name="Mine now", now=NOW)
    with pytest.raises(Missing):
        savedviews.delete_view(actor=editor, view_id=private.pk, now=NOW)
    savedviews.delete_view(actor=editor, view_id=shared.pk, now=NOW)
    assert list(SavedView.objects.all()) == [private]


def test_names_and_filters_that_cannot_be_kept_are_refused(reviewer: User, stranger: User) -> None:
    savedviews.save_view(actor=reviewer, name="Figures", query="", now=NOW)
    for name, query in (("", ""), ("x" * 81, ""), ("Fine", "q=\x00"), ("Fine", "q=" + "x" * 2000)):
        with pytest.raises(Invalid):
            savedviews.save_view(actor=reviewer, name=name, query=query, now=NOW)
    with pytest.raises(Refused):
        savedviews.save_view(actor=reviewer, name="Figures", query="status=open", now=NOW)
    with pytest.raises(Forbidden):
        savedviews.save_view(actor=stranger, name="Mine", query="", now=NOW)
    assert SavedView.objects.count() == 1


def test_there_is_an_end_to_views(reviewer: User) -> None:
    for number in range(savedviews.MAX_VIEWS):
        savedviews.save_view(actor=reviewer, name=f"View {number}", query="", now=NOW)
    with pytest.raises(Refused) as caught:
        savedviews.save_view(actor=reviewer, name="One more", query="", now=NOW)
    assert caught.value.code == "too_many_views"
