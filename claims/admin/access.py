"""Who may do what here: roles decide, services change. Every model's page is made of one of these classes."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from claims.admin.listing import BoundedPaginator
from claims.errors import Invalid, Refused
from claims.models import User
from claims.permissions import may_manage_people, may_run_desk

M = TypeVar("M", bound=Model)
ROWS_AT_ONCE = 200  # that one action may touch: each is a transaction of its own
REFUSALS_SHOWN = 8

if TYPE_CHECKING:

    class _ModelAdmin(admin.ModelAdmin[M]):
        pass

    class _Form(forms.ModelForm[Any]):
        pass

else:

    class _ModelAdmin(admin.ModelAdmin, Generic[M]):
        pass

    class _Form(forms.ModelForm):
        pass


def actor_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the site lets nobody else in
    return request.user


class ReadOnly(_ModelAdmin[M]):
    """Editors and administrators read; nobody adds, changes or deletes, superusers included."""

    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each would count the table
    actions_on_bottom = False
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_run_desk(request.user)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return may_run_desk(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """For actions marked ``permissions=["manage"]``."""
        return may_manage_people(request.user)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The desk has one history, and it is not Django's."""
        query = urlencode({"q": f"{self.opts.model_name} {object_id}"})
        return redirect(f"{reverse('admin:claims_event_changelist')}?{query}")

    # Django would keep a second log beside the history: a service has told of the change already.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return None

    def run_each(
        self,
        request: HttpRequest,
        queryset: QuerySet[M],
        act: Callable[[User, Any, datetime], object],
        *,
        done: str,
    ) -> None:
        """Call a service for each chosen row by its key, and say what it refused. ``done``: “accepted”, “revoked”…"""
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: ROWS_AT_ONCE + 1])
        if len(keys) > ROWS_AT_ONCE:
            self.message_user(
                request, f"Choose at most {ROWS_AT_ONCE} rows at once. Nothing was changed.", messages.ERROR
            )
            return
        refused: list[tuple[str, str]] = []
        for key in keys:
            try:
                act(actor_of(request), key, timezone.now())
            except Refused as refusal:
                refused.append((f"{self.opts.verbose_name} {key}", _in_words(refusal)))
        if len(keys) > len(refused):
            self.message_user(request, f"{len(keys) - len(refused)} {done}.", messages.SUCCESS)
        for row, words in refused[:REFUSALS_SHOWN]:
            self.message_user(request, f"{row} is unchanged: {words}", messages.ERROR)
        if len(refused) > REFUSALS_SHOWN:
            self.message_user(request, f"{len(refused) - REFUSALS_SHOWN} more are unchanged as well.", messages.ERROR)


def _in_words(refusal: Refused) -> str:
    more = [line for lines in refusal.fields.values() for line in lines] if isinstance(refusal, Invalid) else []
    return " ".join(dict.fromkeys([refusal.message, *more]))


class ReasonForm(ActionForm):
    """Beside the choice of action: why."""

    reason = forms.CharField(label="Reason:", max_length=500, required=False)


class ServiceForm(_Form):
    """Parses only. What fits is the service's word, which comes back as errors of this form."""

    refusal: ClassVar[Refused | None] = None

    def validate_unique(self) -> None:
        pass

    def _post_clean(self) -> None:
        # A constraint says no with its bare name; the service says it in words.
        self.instance.validate_constraints = lambda **_: None
        try:
            super()._post_clean()  # type: ignore[misc]
        finally:
            del self.instance.validate_constraints

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if isinstance(self.refusal, Invalid):
            for name, lines in self.refusal.fields.items():
                self.add_error(name if name in self.fields else None, list(lines))
        elif self.refusal is not None:
            self.add_error(None, self.refusal.message)
        return cleaned


class Editable(ReadOnly[M]):
    """Editors add and change, through the service that :meth:`save_through` calls. Deleting is not offered."""

    form: type[ServiceForm] = ServiceForm

    def may_edit(self, request: HttpRequest) -> bool:
        return may_run_desk(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_edit(request)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self.may_edit(request)

    @abstractmethod
    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> M:
        """Make the one service call. ``pk`` None adds."""

    def get_form(self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)  # type: ignore[attr-defined] # this request's own class
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """A refusal undoes the whole save, and the form comes back with what was typed and the reason."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        saved = self.save_through(actor_of(request), obj.pk if change else None, form.cleaned_data, timezone.now())
        obj.__dict__.update(saved.__dict__)


def chosen(cleaned: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """These fields of a form, for a service call."""
    return {name: cleaned[name] for name in names}


def pk_of(row: Model | None) -> int | None:
    return row.pk if row else None


def words(values: Iterable[str]) -> str:
    return ", ".join(values)
