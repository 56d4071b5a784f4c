"""What a person selected in a text, checked against it."""

from claims.errors import Invalid, Missing
from claims.models import ArticleVersion

RELOAD = "The text at this place reads differently. Reload the article and select again."


def find_version(version_id: int) -> ArticleVersion:
    """The text with its article. Raises :class:`Missing`."""
    version = ArticleVersion.objects.select_related("article").filter(pk=version_id).first()
    if version is None:
        raise Missing("no_such_version", "This text is not on the desk any more. Reload the article.")
    return version


def usable_span(
    text: str, start: int, end: int, *, longest: int, what: str = "claim", field: str = "selection", quote: str = ""
) -> tuple[int, int]:
    """The span without the blanks at its ends. Raises :class:`Invalid` about ``field``.

    ``quote``, when given, must be what the span cuts out: a guard against offsets counted in another unit.
    """
    if not 0 <= start < end <= len(text):
        raise Invalid("This is no part of the text.", {field: [f"Choose from 0 to {len(text)}, start first."]})
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise Invalid("Nothing is selected.", {field: [f"Select the words of the {what} in the text."]})
    if end - start > longest:
        raise Invalid(f"This is too much for one {what}.", {field: [f"Select the words of one {what} only."]})
    if quote and quote.strip() != text[start:end]:
        raise Invalid("The selection does not match the text.", {field: [RELOAD]})
    return start, end
