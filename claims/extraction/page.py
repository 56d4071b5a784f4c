"""An article out of a web page: its body, and what the page says about itself."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import trafilatura
from lxml import etree
from lxml import html as lxml_html
from trafilatura.settings import Document

from claims.extraction.plain import TextError, clean_text, decode_html


class NoArticleFound(TextError):
    """The page has no body of text that could be told from its furniture."""

    def __init__(self) -> None:
        super().__init__(
            "no_article", "No article was found on this page. Paste the text, or give the address of a single article."
        )


@dataclass(frozen=True, slots=True)
class Page:
    """What was read. `text` is cleaned, its paragraphs are separated by blank lines; None where the page is silent.

    `byline` holds names alone, joined by ", ". `published_on` is the day that the page itself names as its first
    publication. `language` is the tag that the page declares, which may be wrong: the text decides.
    """

    text: str
    title: str | None
    byline: str | None
    published_on: date | None
    outlet: str | None
    language: str | None


def read_page(html: bytes | str, *, url: str | None, charset: str | None, today: date | None = None) -> Page:
    """The article on a page, without navigation, adverts, comments and picture captions; tweets and quotes kept.

    `charset` is what the server declared. A date after `today`, where given, is not believed.
    Raises NoArticleFound, or NotText for bytes that are none.
    """
    source = html if isinstance(html, str) else decode_html(html, charset)
    tree = _parse(source)
    outlet, language = _outlet(tree), _language(tree)
    found = trafilatura.bare_extraction(
        tree,
        url=url,
        # Balanced and not precision mode: on 150 labelled pages it kept 96 % of the wanted passages instead of 91 %,
        # and let no more unwanted ones through.
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,  # the other way takes any date in the text for the page's own
            "max_date": today.isoformat() if today else "2200-01-01",
        },
    )
    if not isinstance(found, Document) or found.body is None:
        raise NoArticleFound
    title = _title(found.title, outlet)
    paragraphs = [paragraph for paragraph in _paragraphs(found.body) if not _is_furniture(paragraph)]
    paragraphs = _without_title(paragraphs, title)
    text = clean_text("\n\n".join(paragraphs))
    if _is_no_article(text):
        raise NoArticleFound
    return Page(
        text=text,
        title=title,
        byline=_byline(found.author, [title, outlet, *_site_names(url)]),
        published_on=_published_on(found.date, today),
        outlet=outlet,
        language=language,
    )


def _parse(source: str) -> lxml_html.HtmlElement:
    # Through bytes, because a str with an encoding declaration of its own is refused by the parser.
    data = clean_text(source).encode("utf-8")
    if not data:
        raise NoArticleFound
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise NoArticleFound from None


# --- the body --------------------------------------------------------------------------------------------------------

_BLOCKS = frozenset({"p", "head", "quote", "item", "row", "list", "table", "div", "ab", "code", "body"})


def _paragraphs(body: etree._Element) -> list[str]:
    """The text of the body's blocks, in order; a line break inside a paragraph stays one."""
    finished: list[str] = []
    open_text: list[str] = []

    def close() -> None:
        text = "".join(open_text)
        open_text.clear()
        lines = (" ".join(line.split()) for line in text.split("\n"))
        finished.extend(part for part in re.split(r"\n{2,}", "\n".join(lines).strip("\n")) if part.strip())

    def walk(element: etree._Element) -> None:
        is_block = element.tag in _BLOCKS
        if is_block:
            close()
        if element.tag == "lb":
            open_text.append("\n")
        elif element.tag == "cell" and element.getprevious() is not None:
            open_text.append(" | ")
        if element.text:
            open_text.append(_spaces(element.text))
        for child in element:
            walk(child)
            if child.tail:
                open_text.append(_spaces(child.tail))
        if is_block:
            close()

    walk(body)
    close()
    return finished


def _spaces(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _without_title(paragraphs: list[str], title: str | None) -> list[str]:
    """Leave out the headline where the body begins with it."""
    if title is None:
        return paragraphs
    wanted = _letters(title)
    kept = [paragraph for paragraph in paragraphs[:3] if _letters(paragraph) != wanted]
    return kept + paragraphs[3:]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


# A line of its own that sends the reader elsewhere. Only short ones, and only with these beginnings: a sentence of the
# article is never worth losing.
_FURNITURE = re.compile(
    r"(?:advertisement|sponsored|(?:read|see|watch|listen) (?:more|also|next)|also (?:read|see)|related(?: stories)?|"
    r"more on this(?: story)?|recommended|share this(?: article)?|sign up (?:for|to) our newsletter|"
    r"subscribe (?:now|to our)|follow us on|story continues below(?: advertisement)?|skip (?:to content|advert))"
    r"(?:\s*[:>–—-].*|\W*)",
    re.IGNORECASE,
)


def _is_furniture(paragraph: str) -> bool:
    return len(paragraph) < 200 and _FURNITURE.fullmatch(paragraph) is not None


_NOTICE = re.compile(
    r"(?:enable|requires?|turn on|activate) (?:javascript|cookies)|javascript is (?:disabled|required|not enabled)|"
    r"checking your browser|verify (?:that )?you are (?:a )?human|are you a robot",
    re.IGNORECASE,
)


_SENTENCE_END = re.compile(r"[.!?…。！？।؟]")


def _is_no_article(text: str) -> bool:
    """Whether all there is, is a menu's label or a site's word to a program."""
    if len(text) < 80 and _SENTENCE_END.search(text) is None:
        return True
    return len(text) < 500 and _NOTICE.search(text) is not None


# --- what the page says about itself ---------------------------------------------------------------------------------


def _title(raw: str | None, outlet: str | None) -> str | None:
    title = _line(raw)
    if title and outlet:
        bare = re.sub(rf"\s*[|–—•:·-]\s*{re.escape(outlet)}\s*$", "", title, flags=re.IGNORECASE)
        title = bare or title
    return title


def _line(raw: str | None) -> str | None:
    """One clean line, entities decoded (pages encode them twice), or None."""
    text = " ".join(clean_text(entities.unescape(raw or "")).split())
    return text or None


_BY = re.compile(
    r"^(?:(?:written|reported|report|story|article|text|words)\s+)?"
    r"(?:by|von|par|por|di|author|autor|auteur|autore)\b[\s:]*",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r"\s*(?:[;|/•·]|,|\s(?:and|und|et|y|e|&)\s)\s*", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|editorial|journalists?|staff|writers?|columnists?|bureau|desk|team|"
    r"newsroom|newsdesk|news service|unknown|name|anonymous|admin(?:istrator)?|webmaster|redaktion|redaction|redacción|"
    r"contributors?|producers?|photographer|author|chief|guest|special|updated|published|posted|january|february|march|april|june|july|august|september|october|"
    r"november|december)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"[@<>{}\[\]=\d]|https?:|\bwww\b|\.(?:com|org|net)\b", re.IGNORECASE)
_COMPANY = re.compile(r"\b(?:GmbH|Ltd|LLC|Inc|Corp|AG|e\. ?V)\b")


def _byline(raw: str | None, not_people: Iterable[str | None]) -> str | None:
    """Names from an author line: without "By", offices, addresses, initials, repetitions and what is no person here.

    `not_people` are the title, the outlet and the site's own name, which pages like to put there.
    """
    line = _line(raw) or ""
    if _COMPANY.search(line):
        return None
    others = {_letters(name) for name in not_people if name}
    names: dict[str, str] = {}
    for part in _BETWEEN_NAMES.split(line):
        name = _BY.sub("", part).strip(" .,:-–—\"'()")
        # "Mira Oldfield in Ambleton": the place is where the line was written, and no part of the name.
        name = re.sub(r"\s+(?:in|for|at)\s+[A-Z].*$", "", name)
        if not name or len(name) > 80 or len(name.split()) > 6 or _NO_NAME.search(name) or _ROLE.search(name):
            continue
        if _letters(name) in others or len(_letters(name)) < 3 or (len(name) == 3 and not name.isupper()):
            continue
        names.setdefault(name.casefold(), name)
    return ", ".join(names.values()) or None


def _site_names(url: str | None) -> list[str]:
    """The host of an address without "www.", with and without its ending."""
    found = re.match(r"https?://(?:www\.)?([^/:?#]+)", url or "")
    return [found[1], found[1].rpartition(".")[0]] if found else []


def _published_on(raw: str | None, today: date | None) -> date | None:
    try:
        found = date.fromisoformat((raw or "")[:10])
    except ValueError:
        return None
    return found if today is None or found <= today else None


def _outlet(tree: lxml_html.HtmlElement) -> str | None:
    """The publication's name as the page gives it: site name, else publisher."""
    properties: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = (meta.get("property") or meta.get("name") or "").lower()
        content = _line(meta.get("content"))
        if content:
            properties.setdefault(key, content)
    candidates = [properties.get("og:site_name"), *_publishers(tree)]
    candidates += [properties.get(key) for key in ("dc.publisher", "dcterms.publisher", "publisher")]
    for candidate in candidates:
        if candidate and len(candidate) <= 120 and not _NO_OUTLET.search(candidate):
            return candidate
    return None


_NO_OUTLET = re.compile(r"^@|://")
_ARTICLE_TYPES = re.compile(r"(?:Article|Posting|WebPage|NewsMediaOrganization)$")


def _publishers(tree: lxml_html.HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            data = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            if not any(_ARTICLE_TYPES.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                continue
            publisher = node.get("publisher", node if "NewsMediaOrganization" in str(kinds) else None)
            for one in publisher if isinstance(publisher, list) else [publisher]:
                name = one.get("name") if isinstance(one, dict) else one
                line = _line(name) if isinstance(name, str) else None
                if line:
                    yield line


def _nodes(data: object) -> Iterator[dict[str, Any]]:
    """The objects at the top of a JSON-LD block: one, a list, or a graph."""
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            if isinstance(graph, list):
                yield from (node for node in graph if isinstance(node, dict))


_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")


def _language(tree: lxml_html.HtmlElement) -> str | None:
    """The declared language in the usual spelling ("pt-BR"), or None for none or nonsense."""
    declared = [tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang")]
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("http-equiv") or "").lower()
        if name in {"og:locale", "content-language"}:
            declared += [meta.get("content")]
    for raw in declared:
        parts = re.split(r"[-_]", (raw or "").strip())
        spelled = [parts[0].lower(), *(part.upper() if len(part) == 2 else part.title() for part in parts[1:])]
        tag = "-".join(spelled)
        if _TAG.fullmatch(tag):
            return tag
    return None
