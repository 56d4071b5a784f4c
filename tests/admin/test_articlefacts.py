"""The facts of an article are read in the admin, and corrected on the desk."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import User
from tests import builders

pytestmark = pytest.mark.django_db


def test_the_facts_are_read_only_and_say_where_to_correct_them(editor: User, client: Client) -> None:
    article = builders.make_article(editor, "The port of Skag has 14 cranes.", title="Cranes")
    client.force_login(editor)
    address = reverse("admin:claims_article_change", args=[article.pk])
    page = client.get(address).content.decode()
    assert f'href="{reverse("claims:article-facts", args=[article.pk])}"' in page
    assert 'name="title"' not in page
    assert client.post(address, {"title": "Mine"}).status_code == 403
