"""A save that came too late: both texts side by side, and the form filled with what fits together."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.forms import Form
from django.http import QueryDict

from claims.extraction.merging import Part, merge, merged_text
from claims.models import Claim
from claims.services import revisions


@dataclass(frozen=True, slots=True)
class Merged:
    """One text that two people changed. ``parts`` make up the text that now stands in the form."""

    name: str
    label: str
    field_id: str
    base: str
    mine: str
    theirs: str
    parts: list[Part]

    @property
    def disputes(self) -> list[tuple[int, str, str]]:
        """Which part, and what each of the two wrote there."""
        return [(at, one.mine.strip(), one.theirs.strip()) for at, one in enumerate(self.parts) if one.is_disputed]

    @property
    def pieces(self) -> str:
        """JSON for the page's script, which puts the text together anew by what is chosen."""
        return json.dumps(
            [{"text": one.text, "mine": one.mine, "theirs": one.theirs, "open": one.is_disputed} for one in self.parts]
        )


Texts = Mapping[str, str]


def _wording(claim: Claim, revision: int | None, _: int) -> tuple[Texts, Texts]:
    return revisions.wording_at(claim, revision), revisions.wording_now(claim)


def _verdict(claim: Claim, revision: int | None, author_id: int) -> tuple[Texts, Texts]:
    return revisions.verdict_texts_at(claim, revision, author_id=author_id), revisions.texts_now(claim)


def _correction(claim: Claim, revision: int | None, _: int) -> tuple[Texts, Texts]:
    return revisions.published_texts_at(claim, revision), revisions.texts_now(claim)


# What stood there when the typing began, and what stands there now, by form.
ANCESTORS: dict[str, Callable[[Claim, int | None, int], tuple[Texts, Texts]]] = {
    "wording": _wording,
    "verdict": _verdict,
    "correction": _correction,
}


def merge_form(claim: Claim, name: str, form: Form, *, author_id: int) -> list[Merged]:
    """Put what others wrote meanwhile into the refused form, and say where somebody has to choose.

    Where both changed the same words, the form keeps those of the person who sits before it.
    """
    if name not in ANCESTORS:
        return []
    given = str(form["revision"].value() or "")
    revision = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None
    before, now = ANCESTORS[name](claim, revision, author_id)
    return merge_texts(form, before, now)


def merge_texts(form: Form, before: Texts, now: Texts) -> list[Merged]:
    """The same for any form: the texts as they were when it was made, and as they are now, by field."""
    found = []
    data: QueryDict = form.data.copy()  # type: ignore[attr-defined]  # what a request sent
    for field, text in now.items():
        bound = form[field]
        base, mine, theirs = (_plain(one) for one in (before.get(field, ""), str(bound.value() or ""), text))
        if theirs in (mine, base) or not theirs:
            continue  # nobody else changed this one
        parts = merge(base, mine, theirs)
        data[bound.html_name] = merged_text(parts)
        label, field_id = str(bound.label), bound.id_for_label
        found.append(Merged(field, label, field_id, base, mine, theirs, parts))
    form.data = data
    return found


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
