"""What colleagues say to each other about a claim, and who hears of it."""

from datetime import timedelta
from functools import partial

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Claim, Comment, Event, Notice, NoticeKind, Role, User
from claims.services import discussion, notices
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer)


def told(person: User) -> list[str]:
    return [notice.comment.body for notice in notices.notices_of(person).unread() if notice.comment]


def test_whoever_is_named_is_told_once_and_the_author_never(claim: Claim, reviewer: User, second: User) -> None:
    said = discussion.say(actor=reviewer, claim_id=claim.pk, body="@Sam, @sam: look. So will @rita.", now=NOW)
    assert said.told == (second,)
    assert said.unknown == ()
    assert told(second) == ["@Sam, @sam: look. So will @rita."]
    assert told(reviewer) == []
    event = Event.objects.about("claim", claim.pk).last()
    assert event is not None
    assert (event.verb, event.data["told"]) == ("comment", ["Sam"])
    assert "look" not in str(event.data)  # what is taken back must not stay readable in the history


def test_names_nobody_has_are_handed_back(claim: Claim, reviewer: User, stranger: User) -> None:
    said = discussion.say(
        actor=reviewer, claim_id=claim.pk, body="@nobody and @stranger, write me@example.org", now=NOW
    )
    assert said.told == ()
    assert said.unknown == ("nobody", "stranger")
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@sam.", ["sam"]),
        ("(@sam.lee)", ["sam.lee"]),
        ("mail sam@lee.org", []),
        ("https://x.org/@sam", []),
        ("@sam @SAM @edda", ["SAM", "edda"]),
        ("@", []),
    ],
)
def test_what_counts_as_a_name(body: str, names: list[str]) -> None:
    assert discussion.named_in(body) == names


def test_lines_are_kept_and_blank_remarks_refused(claim: Claim, reviewer: User) -> None:
    said = discussion.say(actor=reviewer, claim_id=claim.pk, body="  One. \r\n\r\nTwo.\n ", now=NOW)
    assert said.comment.body == "One.\n\nTwo."
    for body in ("  \n ", "x" * (discussion.MAX_CHARS + 1), " ".join(f"@p{n}" for n in range(21))):
        with pytest.raises(Invalid) as refused:
            discussion.say(actor=reviewer, claim_id=claim.pk, body=body, now=NOW)
        assert list(refused.value.fields) == ["body"]


def test_pressing_twice_says_it_once(claim: Claim, reviewer: User) -> None:
    for seconds in (0, 3, 60):
        discussion.say(actor=reviewer, claim_id=claim.pk, body="Twice.", now=NOW + timedelta(seconds=seconds))
    assert claim.comments.count() == 2


def test_an_edit_is_marked_and_tells_only_the_newly_named(
    claim: Claim, reviewer: User, second: User, editor: User
) -> None:
    comment = discussion.say(actor=reviewer, claim_id=claim.pk, body="@sam look", now=NOW).comment
    said = discussion.edit_comment(actor=reviewer, comment_id=comment.pk, body="@sam @edda look", now=LATER)
    assert said.told == (editor,)
    comment.refresh_from_db()
    assert comment.edited_at == LATER
    assert Notice.objects.filter(person=second).count() == 1
    again = discussion.edit_comment(actor=reviewer, comment_id=comment.pk, body="@sam @edda look ", now=LATER)
    assert again.told == ()
    assert Event.objects.about("claim", claim.pk).filter(verb="edit_comment").count() == 1


def test_after_an_hour_a_remark_stands(claim: Claim, reviewer: User) -> None:
    comment = discussion.say(actor=reviewer, claim_id=claim.pk, body="So it is.", now=NOW).comment
    late = NOW + discussion.EDIT_WITHIN + timedelta(seconds=1)
    assert discussion.may_still_edit(reviewer, comment, now=LATER)
    assert not discussion.may_still_edit(reviewer, comment, now=late)
    with pytest.raises(Refused) as refused:
        discussion.edit_comment(actor=reviewer, comment_id=comment.pk, body="So it is not.", now=late)
    assert refused.value.code == "too_late_to_edit"
    assert Comment.objects.get().body == "So it is."


def test_taken_back_it_stays_as_taken_back_and_bothers_nobody(claim: Claim, reviewer: User, second: User) -> None:
    comment = discussion.say(actor=reviewer, claim_id=claim.pk, body="@sam wrong", now=NOW).comment
    discussion.remove_comment(actor=reviewer, comment_id=comment.pk, now=NOW + timedelta(days=9))
    assert [one.pk for one in discussion.comments_of(claim)] == [comment.pk]
    assert notices.count_unread(second) == 0
    with pytest.raises(Refused) as refused:
        discussion.edit_comment(actor=reviewer, comment_id=comment.pk, body="Right.", now=LATER)
    assert refused.value.code == "removed_already"


def test_nobody_touches_what_others_said(claim: Claim, reviewer: User, editor: User, stranger: User) -> None:
    comment = discussion.say(actor=reviewer, claim_id=claim.pk, body="Mine.", now=NOW).comment
    for act in (
        partial(discussion.edit_comment, actor=editor, comment_id=comment.pk, body="Yours.", now=LATER),
        partial(discussion.remove_comment, actor=editor, comment_id=comment.pk, now=LATER),
    ):
        with pytest.raises(Forbidden) as refused:
            act()
        assert refused.value.code == "not_yours"
    with pytest.raises(Forbidden):
        discussion.say(actor=stranger, claim_id=claim.pk, body="Hello.", now=NOW)
    with pytest.raises(Missing):
        discussion.remove_comment(actor=reviewer, comment_id=comment.pk + 1, now=NOW)


def test_names_are_suggested_by_username_first(reviewer: User, second: User, editor: User, stranger: User) -> None:
    builders.make_user("tamsin")
    assert [one.username for one in discussion.suggest_people(words="@sa")] == ["sam"]
    assert [one.username for one in discussion.suggest_people(words="ams")] == ["tamsin"]
    assert [one.username for one in discussion.suggest_people(words="")] == ["edda", "rita", "sam", "tamsin"]
    second.is_active = False
    second.save()
    assert discussion.suggest_people(words="sa") == []


def test_of_one_remark_a_person_hears_once_even_when_two_name_them_at_a_time(
    claim: Claim, reviewer: User, second: User
) -> None:
    comment = discussion.say(actor=reviewer, claim_id=claim.pk, body="@sam", now=NOW).comment
    for _ in range(2):
        notices.notify(person=second, claim=claim, kind=NoticeKind.MENTION, told_by=reviewer, comment=comment, now=NOW)
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_change_one_remark_take_their_turns() -> None:
    author = builders.make_user("rita", Role.REVIEWER)
    claim = builders.make_claim(author)
    comment = discussion.say(actor=author, claim_id=claim.pk, body="First.", now=NOW).comment
    won, lost = sorted_out(
        at_once([partial(discussion.remove_comment, actor=author, comment_id=comment.pk, now=LATER) for _ in range(3)])
    )
    assert len(won) == 1
    assert [one.code for one in lost if isinstance(one, Refused)] == ["removed_already"] * 2
