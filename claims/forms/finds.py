"""Which finds of an article are shown: what the address says, read once. What it hides, the page tells."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms

from claims.extraction import ResolvedBy
from claims.extraction.anchoring import Anchoring
from claims.forms.claims import KIND_LABELS
from claims.models import Claim, Statement
from claims.workflow import ClaimStatus

C = ClaimStatus
STATUSES: dict[str, tuple[str, frozenset[ClaimStatus]]] = {
    "proposed": ("To triage", frozenset({C.PROPOSED})),
    "active": ("Accepted or in work", frozenset({C.OPEN, C.IN_REVIEW, C.RETURNED, C.SUBMITTED, C.APPROVED})),
    "published": ("Published", frozenset({C.PUBLISHED, C.CORRECTED, C.RETRACTED})),
    "dismissed": ("Dismissed", frozenset({C.DISMISSED})),
}
OUTLET, UNNAMED = "outlet", "unnamed"
FLAGS = {"changed": "Words changed", "others": "Another speaker elsewhere"}


class FindFilters(forms.Form):
    """Bound to the address. What it cannot read it reports and leaves out."""

    speaker = forms.ChoiceField(label="Speaker", required=False)
    kind = forms.ChoiceField(
        label="Kind", required=False,
        choices=[("", "Any kind"), *((kind.value, word) for kind, word in KIND_LABELS.items())],
    )  # fmt: skip
    status = forms.ChoiceField(
        label="Status", required=False,
        choices=[("", "Any status"), *((key, label) for key, (label, _) in STATUSES.items())],
    )  # fmt: skip
    min_score = forms.IntegerField(
        label="Score from", required=False, min_value=0, max_value=100,
        widget=forms.NumberInput(attrs={"placeholder": "0–100", "inputmode": "numeric"}),
    )  # fmt: skip
    flag = forms.ChoiceField(label="Flag", required=False, choices=[("", "Any"), *FLAGS.items()])

    def __init__(
        self,
        params: Mapping[str, str],
        *,
        claims: Iterable[Claim] = (),
        statements: Iterable[Statement] = (),
        flagged: Iterable[int] = (),
    ) -> None:
        """``flagged``: the statements whose words are told as another speaker's elsewhere."""
        given = {name: str(params.get(name, "")).strip() for name in self.base_fields}
        super().__init__(data={name: value for name, value in given.items() if value})
        people = {one.speaker_id: str(one.speaker) for one in claims if one.speaker_id}
        people |= {one.speaker_id: str(one.speaker) for one in statements if one.speaker_id}
        names = sorted(people.items(), key=lambda pair: pair[1].casefold())
        self.flagged = frozenset(flagged)
        choices = [
            ("", "Anybody"), *((str(pk), name) for pk, name in names), (OUTLET, "The outlet itself"),
            (UNNAMED, "Unnamed or not resolved"),
        ]  # fmt: skip
        field = self.fields["speaker"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        for one in self.fields.values():
            one.widget.attrs["class"] = "input--small"
        self.full_clean()
        self.chosen = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    @property
    def is_set(self) -> bool:
        return bool(self.chosen)

    @property
    def query(self) -> str:
        return urlencode(self.chosen)

    @property
    def said(self) -> list[tuple[str, str, str]]:
        """Each filter that is set: its name, what it says, and the address without it."""
        shown = []
        for name, value in self.chosen.items():
            field = self.fields[name]
            choices: Any = getattr(field, "choices", ())
            words = dict(choices).get(value, value)
            rest = {key: one for key, one in self.chosen.items() if key != name}
            shown.append((str(field.label), str(words), urlencode(rest)))
        return shown

    def keeps(self, claim: Claim, statement: Statement | None) -> bool:
        chosen = self.chosen
        if "kind" in chosen and claim.kind != chosen["kind"]:
            return False
        if "status" in chosen and claim.status not in STATUSES[chosen["status"]][1]:
            return False
        if "min_score" in chosen and round(claim.score * 100) < chosen["min_score"]:
            return False
        if chosen.get("flag") == "changed" and claim.anchoring == Anchoring.EXACT:
            return False
        if chosen.get("flag") == "others" and claim.statement_id not in self.flagged:
            return False
        return self._is_by(claim.speaker_id, statement)

    def keeps_alone(self, statement: Statement) -> bool:
        """Whether a statement without claims is shown: what asks about claims hides it."""
        if self.chosen.keys() & {"kind", "status", "min_score"} or self.chosen.get("flag") == "changed":
            return False
        if self.chosen.get("flag") == "others" and statement.pk not in self.flagged:
            return False
        return self._is_by(statement.speaker_id, statement)

    def _is_by(self, speaker_id: int | None, statement: Statement | None) -> bool:
        wanted = self.chosen.get("speaker", "")
        if not wanted:
            return True
        if wanted == OUTLET:
            return speaker_id is None and (statement is None or statement.resolved_by == ResolvedBy.PERSON)
        if wanted == UNNAMED:
            return speaker_id is None and statement is not None and statement.resolved_by != ResolvedBy.PERSON
        return bool(str(speaker_id) == wanted)
