"""What an article reads now, given by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from claims.errors import Invalid, Refused
from claims.forms.articles import ReviseForm
from claims.models import Article
from claims.services import versions as verbs
from claims.views.desk import DeskRequest, desk


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: DeskRequest, pk: int) -> HttpResponse:
    """Give the text as it reads now. What was typed stays when it is refused."""
    article = _article(request, pk)
    version = article.versions.order_by("-number").first()
    if request.method != "POST":
        form = ReviseForm(initial={"text": version.text if version else ""})
        return render(request, "claims/article_revise.html", {"form": form, "article": article, "here": "articles"})
    form = ReviseForm(request.POST)
    if form.is_valid():
        try:
            revised = verbs.revise_article(
                actor=request.user, article_id=pk, text=form.cleaned_data["text"], now=timezone.now()
            )
        except Invalid as error:
            for sentences in error.fields.values():
                form.add_error("text", list(sentences))
        except Refused as error:
            form.add_error(None, error.message)
        else:
            messages.info(request, told(revised))
            return redirect("claims:article-detail", pk)
    context = {"form": form, "article": article, "here": "articles"}
    return render(request, "claims/article_revise.html", context, status=422)


def told(revised: verbs.Revised) -> str:
    """What became of the claims, in a sentence."""
    if not revised.is_new:
        return "It reads as before. Nothing was changed."
    counts = revised.counts
    words = {"exact": "stand as they were", "normalised": "differ in signs only", "fuzzy": "have changed words",
             "orphaned": "are not in it any more"}  # fmt: skip
    shown = [f"{counts[how]} {words[how]}" for how in words if counts.get(how)]
    return f"Taken in as version {revised.version.number}. Claims: {', '.join(shown) or 'none'}."


def _article(request: DeskRequest, pk: int) -> Article:
    return get_object_or_404(Article.objects.visible_to(request.user).select_related("outlet"), pk=pk)
