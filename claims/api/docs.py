"""The OpenAPI document, a page to read and try it, and a page for each kind of problem."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView

from claims.api.problemtypes import PROBLEMS


class Schema(SpectacularAPIView):
    """OpenAPI 3.1, as YAML, or as JSON to whoever accepts only that. The same for everybody, so anybody may read it."""

    throttle_classes = ()


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Swagger UI from our own files: no script, style or font of another host, none inline."""
    return render(request, "api/docs.html")


@require_safe
def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """What a problem's ``type`` leads to."""
    if code not in PROBLEMS:
        raise Http404
    return render(request, "api/problem.html", {"code": code, "problem": PROBLEMS[code]})
