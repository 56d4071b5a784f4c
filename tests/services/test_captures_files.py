"""Files that people hand in as copies of sources."""

import pytest
from django.test import override_settings

from claims.archiving.warc import body_of
from claims.errors import Invalid
from claims.models import Claim, Source, User
from claims.services.keeping import HandedIn
from tests import builders
from tests.copying import add
from tests.extraction.files import make_docx, make_pdf
from tests.sites import STORY, page


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer)


# -- files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("register.pdf", make_pdf("It lists 97 bridges in all."), "application/pdf"),
        ("letter.docx", make_docx("It lists 97 bridges in all."),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("note.txt", b"It lists 97 bridges in all.", "text/plain"),
        ("page.html", page("It lists 97 bridges in all."), "text/html"),
    ],
)  # fmt: skip
def test_file_is_kept_as_it_came_and_read(claim: Claim, reviewer: User, name: str, body: bytes, kind: str) -> None:
    piece = add(claim, reviewer, upload=HandedIn(name, body), passage="lists 97 bridges")
    capture = piece.source.captures.defer(None).get()
    assert (capture.state, capture.purpose, capture.content_type, capture.final_url) == (
        "archived", "upload", kind, name
    )  # fmt: skip
    assert body_of(bytes(capture.warc or b"")) == (body, kind)
    assert (piece.anchoring, piece.capture) == ("exact", capture)
    assert piece.source.watch_due_at is None


def test_file_given_with_an_address_is_the_copy_of_that_page(claim: Claim, reviewer: User) -> None:
    piece = add(
        claim, reviewer, "https://gazette.example.org/paid", upload=HandedIn("page.html", page()), passage=STORY[0]
    )
    assert (piece.source.title, piece.source.publisher) == ("Bridges of Norland", "The Gazette")
    assert piece.source.captures.get().purpose == "upload"
    assert piece.anchoring == "exact"


def test_file_without_a_title_is_called_by_its_own_or_its_name(claim: Claim, reviewer: User) -> None:
    named = add(claim, reviewer, upload=HandedIn("a.docx", make_docx("Words.", title="A letter", author="O. Brandt")))
    assert (named.source.title, named.source.author) == ("A letter", "O. Brandt")
    plain = add(claim, reviewer, upload=HandedIn("note.txt", b"Words."))
    assert plain.source.title == "note.txt"


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [("run.exe", b"MZ", "Its ending"), ("a.pdf", b"<html>", "Its ending"), ("a.txt", b"", "nothing in it")],
)
def test_file_that_is_not_taken_is_refused_by_field(
    claim: Claim, reviewer: User, name: str, body: bytes, said: str
) -> None:
    with pytest.raises(Invalid) as caught:
        add(claim, reviewer, upload=HandedIn(name, body))
    assert said in caught.value.fields["file"][0]
    assert not Source.objects.exists()


@override_settings(UPLOAD_LIMIT=1024)
def test_file_that_is_too_large_is_refused(claim: Claim, reviewer: User) -> None:
    with pytest.raises(Invalid, match="too large"):
        add(claim, reviewer, upload=HandedIn("a.txt", b"x" * 1025))
