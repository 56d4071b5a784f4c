"""Uploading known checks in the admin: what would be taken in, what not and why, then one press."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.models import ImportUpload, KnownCheck, LabelMeaning, User
from claims.services import uploads
from tests import builders

pytestmark = pytest.mark.django_db
ADD = "admin:claims_importupload_add"


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def send(client: Client, body: bytes, name: str = "checks.csv") -> Any:
    return client.post(reverse(ADD), {"file": SimpleUploadedFile(name, body)}, follow=True)


def at(page: str, row: ImportUpload) -> str:
    return reverse(f"admin:claims_importupload_{page}", args=[row.pk])


def test_a_file_is_previewed_its_labels_named_and_then_taken_in(as_editor: Client) -> None:
    assert 'enctype="multipart/form-data"' in as_editor.get(reverse(ADD)).content.decode()
    page = send(as_editor, builders.UPLOADED.format(n=7).encode()).content.decode()
    row = ImportUpload.objects.get()
    for words in ("Take in 2 records", "Norland has 7 lighthouses.", "Rather foggy", "address of the check is missing"):
        assert words in page
    assert not KnownCheck.objects.exists()
    labels = {"site": "checks.example.org", "label": "Rather foggy", "meaning": "unproven"}
    page = as_editor.post(at("labels", row), labels, follow=True).content.decode()
    assert "Labels that nobody knows" not in page
    assert LabelMeaning.objects.get(key="rather foggy").site == "checks.example.org"
    page = as_editor.post(at("take", row), follow=True).content.decode()
    assert "Taken in." in page
    assert "What was taken in" in page
    assert set(KnownCheck.objects.values_list("meaning", flat=True)) == {"false", "unproven"}
    assert "Discard" not in page


def test_all_refusals_are_downloaded_as_a_table(as_editor: Client, editor: User) -> None:
    row = builders.make_upload(editor)
    answer = as_editor.get(at("refused", row))
    body = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert body.splitlines()[0] == "record,reason"
    assert body.splitlines()[1].startswith("3,")
    assert "attachment" in answer["Content-Disposition"]
    assert as_editor.get(reverse("admin:claims_importupload_refused", args=[10**9])).status_code == 404


def test_a_file_that_is_too_large_or_empty_comes_back_in_words(as_editor: Client, settings: Any) -> None:
    settings.IMPORT_UPLOAD_LIMIT = 1024 * 1024
    assert "At most 1 MB fit" in send(as_editor, b"x" * (1024 * 1024 + 1)).content.decode()
    assert "empty" in send(as_editor, b"").content.decode()
    assert not ImportUpload.objects.exists()


def test_what_a_worker_is_at_is_looked_at_again_by_itself(
    as_editor: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SMALL", 10)
    page = send(as_editor, builders.UPLOADED.format(n=8).encode()).content.decode()
    assert 'http-equiv="refresh"' in page
    assert "A worker is at it" in page
    assert "Take in" not in page
    row = ImportUpload.objects.get()
    uploads.advance_upload(upload_id=row.pk, clock=lambda: builders.NOW)
    page = as_editor.get(at("change", row)).content.decode()
    assert 'http-equiv="refresh"' not in page
    assert "A worker is taking the file in" in as_editor.post(at("take", row), follow=True).content.decode()


def test_discarding_is_said_and_taking_in_is_then_refused(as_editor: Client, editor: User) -> None:
    row = builders.make_upload(editor)
    assert "Discarded" in as_editor.post(at("discard", row), follow=True).content.decode()
    assert "cannot be taken in" in as_editor.post(at("take", row), follow=True).content.decode()
    assert not KnownCheck.objects.exists()


def test_names_and_reasons_from_a_file_are_shown_as_words(as_editor: Client) -> None:
    body = 'url,claim,rating\nhttps://checks.example.org/1,"<script>alert(1)</script> is said",<b>odd</b>\n'
    page = send(as_editor, body.encode(), "<i>x.csv").content.decode()
    assert "<script>alert" not in page
    assert "<b>odd" not in page
    assert "<i>x" not in page
