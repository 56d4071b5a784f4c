"""How far first and second ratings agree: a table, and a chart drawn on the server."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.forms.reviews import PeriodForm
from claims.services import agreement as services
from claims.services.agreement import ENOUGH_PAIRS, PeriodAgreement, ScaleAgreement
from claims.services.opinions import awaiting_editor
from claims.views.desk import DeskRequest, desk

WAITING = 50
TOP, BOTTOM, LEFT, STEP, HEIGHT = 12, 36, 44, 72, 220


@desk
@require_safe
def agreement(request: DeskRequest) -> HttpResponse:
    """For editors. A wrong date is said beside its field, and the whole span is shown."""
    form = PeriodForm(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    by = chosen.get("by") or "quarter"
    scales = services.agreement(actor=request.user, since=chosen.get("since"), until=chosen.get("until"), by=by)
    context = {
        "here": "agreement",
        "form": form,
        "by": by,
        "shown": [{"one": one, "chart": _chart(one)} for one in scales],
        "enough": ENOUGH_PAIRS,
        "waiting": list(awaiting_editor().with_row_facts().order_by("updated_at", "pk")[:WAITING]),
    }
    return render(request, "claims/agreement.html", context)


@dataclass(frozen=True, slots=True)
class Point:
    """One period in the drawing's own units. ``low`` and ``high`` None: too few pairs for an interval."""

    x: float
    y: float
    low: float | None
    high: float | None
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    right: int
    points: list[Point]
    lines: list[tuple[float, str]]
    line: str


def _chart(scale: ScaleAgreement) -> Chart | None:
    """None where fewer than two periods have a kappa: one point is no course."""
    periods = [one for one in scale.periods if one.kappa.value is not None]
    if len(periods) < 2:
        return None
    lowest = min(-0.2, *((one.kappa.low if one.kappa.is_enough else one.kappa.value) or 0 for one in periods))
    floor = -1.0 if lowest < -0.6 else -0.6 if lowest < -0.2 else -0.2

    def at(value: float) -> float:
        return round(TOP + (1 - value) / (1 - floor) * (HEIGHT - TOP - BOTTOM), 1)

    points = [_point(n, one, at) for n, one in enumerate(periods)]
    right = LEFT + STEP * len(periods)
    marks = [(at(value), f"{value:.1f}".replace("-", "−")) for value in (1.0, 0.8, 0.6, 0.4, 0.2, 0.0, floor)]
    return Chart(
        width=right + 8, height=HEIGHT, right=right, points=points, lines=marks,
        line=" ".join(f"{one.x},{one.y}" for one in points),
    )  # fmt: skip


def _point(number: int, period: PeriodAgreement, at: Callable[[float], float]) -> Point:
    kappa = period.kappa
    value = kappa.value or 0.0
    is_told = kappa.is_enough and kappa.low is not None and kappa.high is not None
    words = f"{period.name}: kappa {value:.2f}, {kappa.pairs} pairs" + ("" if is_told else ", too few for an interval")
    return Point(
        x=LEFT + STEP * number + STEP / 2,
        y=at(value),
        low=at(kappa.low) if is_told and kappa.low is not None else None,
        high=at(kappa.high) if is_told and kappa.high is not None else None,
        name=period.name,
        told=words,
    )
