"""What the labels of other fact-checkers mean: a table that editors keep, outlet by outlet."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from claims.errors import Invalid, Missing
from claims.models import KnownCheck, LabelMeaning, User
from claims.models.known import MEANINGS
from claims.models.scales import TRUTH_CODES
from claims.services.history import record_event
from claims.services.rows import demand_lead, locked_row, save_row

MAX_KEY = 100
# "The claim is false" and "This is false": the label is what follows.
_LEAD_IN = re.compile(r"^(?:the |this |that |user'?s |users' )*(?:claim |post |statement |video |image )?(?:is|are) ")
_END = re.compile(r"[.:;!?…\n(\[—–]|\s-\s")


def label_key(label: str) -> str:
    """What a printed label is looked up by: "False. It was never said." and "FALSE!" are both "false"."""
    text = unicodedata.normalize("NFKC", label).casefold().replace("’", "'").strip()
    text = next((part for part in _END.split(text) if part.strip(" \"'“”")), "")
    text = _LEAD_IN.sub("", text.strip())
    return " ".join(re.findall(r"[\w'/&%+]+", text))[:MAX_KEY].strip()


class Labels:
    """The whole table, read once, for looking up many labels."""

    def __init__(self) -> None:
        rows = LabelMeaning.objects.values_list("site", "key", "meaning")
        self._meanings: Mapping[tuple[str, str], str] = {(site, key): meaning for site, key, meaning in rows}

    def meaning(self, *, site: str, label: str, share: float | None) -> str:
        """By the outlet's own row, then the row for every outlet, then their number; "" when nobody knows."""
        key = label_key(label)
        # A check at politics.example.org is example.org's as well.
        hosts = [site.split(".", cut)[-1] for cut in range(site.count("."))] if site else []
        for host in (*hosts, ""):
            if found := self._meanings.get((host, key)):
                return found
        return "" if share is None else meaning_of_share(share)


def meaning_of_share(share: float) -> str:
    """The nearest of the five steps from false (0) to true (1)."""
    return TRUTH_CODES[round((1 - share) * (len(TRUTH_CODES) - 1))]


def save_label(
    *, actor: User | None, label_id: int | None = None, label: str, meaning: str, site: str = "", now: datetime
) -> LabelMeaning:
    """Add what a label means or change it; the checks that carry it follow at once."""
    demand_lead(actor)
    site = site.strip().lower().removeprefix("https://").removeprefix("http://").split("/")[0].removeprefix("www.")
    key = label_key(label)
    if not key:
        raise Invalid("This label has no letters.", {"label": ["Write the label as the outlet prints it."]})
    if meaning not in MEANINGS:
        raise Invalid("There is no such meaning.", {"meaning": [f"Choose one of: {', '.join(MEANINGS)}."]})
    with transaction.atomic():
        row = locked_row(LabelMeaning, label_id)
        before = (row.site, row.key) if label_id is not None else None
        row = save_row(
            actor=actor, row=row, now=now,
            values={"site": site, "key": key, "label": " ".join(label.split())[:100], "meaning": meaning},
            clash="This label has a meaning for this outlet already. Edit that row.",
        )  # fmt: skip
        if before and before != (site, key):
            _follow(*before)
        _follow(site, key)
    return row


def remove_label(*, actor: User | None, label_id: int, now: datetime) -> None:
    """Take a meaning out of the table; the checks that carry the label fall back to the next that fits."""
    demand_lead(actor)
    with transaction.atomic():
        row = LabelMeaning.objects.select_for_update().filter(pk=label_id).first()
        if row is None:
            raise Missing("no_such_label", "This label is gone already. Reload the list.")
        record_event(
            actor=actor, verb="remove", subject=row, now=now,
            data={"site": row.site, "label": row.label, "meaning": row.meaning},
        )  # fmt: skip
        row.delete()
        _follow(row.site, row.key)


def _follow(site: str, key: str) -> None:
    """Give every check that carries this label its meaning anew, by outlet."""
    labels = Labels()
    checks = KnownCheck.objects.filter(label_key=key)
    if not site:
        own = LabelMeaning.objects.filter(key=key, site=OuterRef("site")).exclude(site="")
        checks = checks.filter(~Exists(own))
    else:
        checks = checks.filter(site__endswith=site)
    groups = checks.order_by().values_list("site", "share").distinct()
    for host, number in list(groups):
        meaning = labels.meaning(site=host, label=key, share=number)
        checks.filter(site=host, share=number).exclude(meaning=meaning).update(meaning=meaning)
