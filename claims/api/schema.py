"""How operations are declared, and the OpenAPI document that is made of the declarations."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from claims.api.fields import Body, Query
from claims.api.problems import MEDIA_TYPE
from claims.models import Scope

F = TypeVar("F", bound=Callable[..., Any])
Shape = type[serializers.Serializer[Any]] | serializers.Serializer[Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """What the permission class must know of a method. ``scope`` None: any token of a member will do."""

    scope: Scope | None
    is_public: bool


class ProblemError(serializers.Serializer[Any]):
    """One thing wrong with the request."""

    detail = serializers.CharField(help_text="What to change.")
    pointer = serializers.CharField(required=False, help_text="JSON Pointer into the body, as a fragment.")
    parameter = serializers.CharField(required=False, help_text="The query parameter.")
    code = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """What went wrong and what to do about it (RFC 9457)."""

    type = serializers.URLField(help_text="The kind of problem; the address has a page about it.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What happened here and what to do next.")
    code = serializers.CharField(help_text="Stable, for programs.")
    instance = serializers.CharField(required=False)
    errors = ProblemError(many=True, required=False)  # type: ignore[assignment]
    details = serializers.DictField(required=False, help_text="Facts behind a refusal, by code.")


REFUSALS = {
    304: "You have this representation already (If-None-Match).",
    400: "Malformed: a field or parameter of the wrong shape, or an unknown one.",
    401: "No token, no session, or a token that is not valid.",
    403: "The token lacks the scope, or the person may not do this.",
    404: "There is no such row.",
    409: "The desk refuses: the state of the row does not allow it. The code says why.",
    412: "If-Match names an older state.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "Well formed, but a value cannot be used.",
    429: "Too many requests; Retry-After says when to come back.",
}

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag that you read; 412 when it is not the present one."
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="The ETag that you have; 304 when nothing changed."
)


def operation(
    operation_id: str,
    summary: str,
    *,
    scope: Scope | None = None,
    answers: Mapping[int, tuple[Shape | None, str]] | None = None,
    body: type[Body] | None = None,
    query: type[Query] | None = None,
    refusals: Iterable[int] = (),
    parameters: Sequence[OpenApiParameter] = (),
    description: str = "",
    tag: str = "",
    is_public: bool = False,
    file: str = "",
) -> Callable[[F], F]:
    """Declare one method: who may call it, and its place in the schema. ``file``: the type of a file answered with."""
    codes = {406, 429, *refusals} - {406}
    if not is_public:
        codes |= {401, 403}
    if body is not None:
        codes |= {400, 413, 415}
    if query is not None:
        codes |= {400, 422}
    responses: dict[Any, Any] = {
        status: OpenApiResponse(shape, description=words) for status, (shape, words) in (answers or {}).items()
    }
    if file:
        responses[200, file] = OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
    for code in sorted(codes):
        if code == 304:
            responses[304] = OpenApiResponse(description=REFUSALS[304])
        else:
            responses[code, MEDIA_TYPE] = OpenApiResponse(Problem, description=REFUSALS[code])
    nobody: list[Any] = [{}] if is_public else []
    reach = "Open to everybody." if is_public else f"Scope: {scope}." if scope else "Any token, any member."
    auth: Any = [{"bearer": [str(scope)] if scope else []}, {"session": []}]

    def declare(method: F) -> F:
        declared = extend_schema(
            operation_id=operation_id,
            summary=summary,
            description=f"{description} {reach}".strip(),
            tags=[tag or f"{operation_id.partition('_')[2].removesuffix('s')}s"],
            request=body,
            responses=responses,
            parameters=[*([query] if query else []), *parameters],
            auth=[*nobody, *auth],
        )(method)
        declared.operation = Operation(scope, is_public)  # type: ignore[attr-defined]
        return declared

    return declare


SECURITY_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "fcd_…",
        "description": "A token made by “manage.py create_token USERNAME --scopes …”. The scope that an operation "
        "asks for is listed with it; “admin” stands for all.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "The cookie of somebody who is signed in; changes need the header X-CSRFToken as well.",
    },
}


def without_doubles(endpoints: Iterable[tuple[str, str, str, Any]]) -> list[tuple[str, str, str, Any]]:
    """Each address answers with and without a slash at its end; the schema names it without."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/") and not endpoint[0].endswith("/")]


def finished(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say in the schema what the serializers do, refuse unknown fields, and how callers prove who they are."""
    result["components"]["securitySchemes"] = SECURITY_SCHEMES
    for name, component in result["components"]["schemas"].items():
        if name.endswith("Request") and component.get("type") == "object":
            component["additionalProperties"] = False
    return result
