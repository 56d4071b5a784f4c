"""A hundred thousand claims, made in bulk, whose spans hold like those of any other."""

import random
from datetime import UTC, datetime, timedelta

from django.db import connection

from claims.models import Article, ArticleVersion, Claim, Outlet, Role, Speaker, Statement, User
from claims.services.articles import text_sha256
from claims.services.people import create_token, set_roles

START = datetime(2026, 1, 1, tzinfo=UTC)
PER_ARTICLE = 20
STATUSES = {"proposed": 70, "open": 15, "dismissed": 10, "in_review": 1, "submitted": 1, "approved": 1, "published": 2}
NOUNS = ("bridges", "cranes", "schools", "nurses", "trams", "harbours", "turbines", "forests", "clinics", "ferries")
PLACES = ("Norland", "Skag", "Ostmark", "Velby", "Tarn", "Lindholm", "Marsk", "Brenna")


def make_rows(count: int) -> str:
    """Articles with statements and claims whose spans hold, made in bulk; returns a token of a reviewer."""
    chance = random.Random(7)
    user = User.objects.create_user("bench", display_name="Bench")
    set_roles(actor=None, user=user, roles=[Role.REVIEWER], now=START)
    token = create_token(actor=None, owner=user, scopes=["claims:read"], now=START).key
    outlet = Outlet.objects.create(name="Norland Herald")
    speakers = Speaker.objects.bulk_create(
        Speaker(name=f"Speaker {n}", kind="person", role="Minister", key=f"speaker {n}", created_at=START)
        for n in range(500)
    )
    words, weights = list(STATUSES), list(STATUSES.values())
    for first in range(0, count, PER_ARTICLE * 250):
        articles, texts = [], []
        for number in range(first // PER_ARTICLE, min(first + PER_ARTICLE * 250, count) // PER_ARTICLE):
            lines = [
                f"{chance.choice(PLACES)} built {number * PER_ARTICLE + line} {chance.choice(NOUNS)} in 20{line:02}."
                for line in range(PER_ARTICLE)
            ]
            if number % 500 == 0:
                lines[3] = f"Norland built {number} lamps of quicksilver."
            texts.append(lines)
            moment = START + timedelta(seconds=number)
            articles.append(
                Article(
                    title=f"Report {number}",
                    outlet=outlet,
                    status="ready",
                    text_sha256=text_sha256("\n".join(lines)),
                    submitted_by=user,
                    queued_at=moment,
                    due_at=moment,
                    created_at=moment,
                    updated_at=moment,
                )
            )
        Article.objects.bulk_create(articles)
        versions = ArticleVersion.objects.bulk_create(
            ArticleVersion(
                article=article,
                number=1,
                text="\n".join(lines),
                text_sha256=article.text_sha256,
                created_at=article.created_at,
            )
            for article, lines in zip(articles, texts, strict=True)
        )
        statements, claims = [], []
        for version, lines in zip(versions, texts, strict=True):
            start = 0
            for line in lines:
                speaker = chance.choice(speakers)
                statement = None
                if chance.random() < 0.7:
                    statement = Statement(
                        version=version,
                        content_spans=[[start, start + len(line)]],
                        content_text=line,
                        start=start,
                        end=start + len(line),
                        kind="indirect",
                        speaker=speaker,
                        speaker_name=speaker.name,
                        created_at=version.created_at,
                    )
                    statements.append(statement)
                status = chance.choices(words, weights)[0]
                is_held = status == "in_review"
                claims.append(
                    Claim(
                        article=version.article,
                        version=version,
                        statement=statement,
                        start=start,
                        end=start + len(line),
                        speaker=speaker if statement else None,
                        quote=line,
                        standalone=line,
                        kind="numerical",
                        score=round(chance.random(), 4),
                        status=status,
                        dismissed_reason="opinion" if status == "dismissed" else "",
                        assignee=user if is_held else None,
                        lease_expires_at=version.created_at if is_held else None,
                        created_at=version.created_at,
                        updated_at=version.created_at,
                    )
                )
                start += len(line) + 1
        Statement.objects.bulk_create(statements)
        Claim.objects.bulk_create(claims)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return token
