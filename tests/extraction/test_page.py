from __future__ import annotations

from datetime import date

import pytest

from claims.extraction.page import NoArticleFound, Page, read_page
from claims.extraction.plain import NotText, clean_text

FIRST = "Fares on the Lake Orrin ferry will rise by ten per cent from May, the council of Ambleton said on Tuesday."
LAST = (
    "The new fares were decided with 14 votes to 9. A first reading had failed in November, when two members were ill."
)

COURIER = f"""<!DOCTYPE html><html lang="en-gb"><head>
<title>Ferry fares to rise by a tenth, council says | The Ambleton Courier</title>
<meta charset="utf-8"><meta property="og:site_name" content="The Ambleton Courier">
<meta property="og:title" content="Ferry fares to rise by a tenth, council says">
<meta name="author" content="By Mira Oldfield and Tom Ashgrove, Transport Correspondents">
<meta property="article:published_time" content="2026-02-03T09:15:00+01:00">
<meta property="article:modified_time" content="2026-02-09T10:00:00+01:00"></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul>
</nav></header><main><article><h1>Ferry fares to rise by a tenth, council says</h1>
<p class="byline">By <a href="/a/mira">Mira Oldfield</a> and Tom Ashgrove</p>
<p>{FIRST}</p>
<p>“We have carried 412,000&nbsp;people in a year,   more than ever before,” said Dorothea Quill, who heads the harbour
board.<br>She added that fuel had become dearer.</p>
<h2>What the opposition wrote</h2>
<blockquote class="twitter-tweet"><p lang="en">The council has doubled fares in five years. Not one new boat.
<a href="https://t.example/x">pic.example/x</a></p>&mdash; Harold Bexley (@hbexley)
<a href="https://social.example/1">2 February 2026</a></blockquote>
<p>Mr Bexley, a member of the opposition, did not answer questions.</p>
<blockquote><p>The boats are forty years old and cost us 2.1 million crowns a year.</p></blockquote>
<ul><li>Adults: 5.50 crowns</li><li>Children: 2.20 crowns</li></ul>
<table><tr><th>Year</th><th>Passengers</th></tr><tr><td>2024</td><td>398,000</td></tr></table>
<figure><img src="a.jpg" alt=""><figcaption>The ferry in January. Photo: A. Nother</figcaption></figure>
<aside><h3>Most read</h3><a href="/x">Ten things about lakes</a></aside>
<p>Read more: <a href="/y">Harbour works begin in June</a></p>
<p>Advertisement</p>
<p>{LAST}</p></article>
<section class="comments"><h3>Comments</h3><p>pikeperch77 wrote: first! What a nonsense this is, as ever.</p></section>
</main>
<footer><p>© 2026 The Ambleton Courier. All rights reserved.</p></footer></body></html>"""


@pytest.fixture(scope="module")
def courier() -> Page:
    return read_page(COURIER.encode(), url="https://courier.example/ferry", charset="utf-8", today=date(2026, 3, 1))


def test_page_says_what_it_is(courier: Page) -> None:
    assert courier.title == "Ferry fares to rise by a tenth, council says"
    assert courier.byline == "Mira Oldfield, Tom Ashgrove"
    assert courier.published_on == date(2026, 2, 3)
    assert courier.outlet == "The Ambleton Courier"
    assert courier.language == "en-GB"


def test_body_begins_and_ends_with_the_article(courier: Page) -> None:
    paragraphs = courier.text.split("\n\n")
    assert paragraphs[0] == FIRST
    assert paragraphs[-1] == LAST
    assert courier.text == clean_text(courier.text)


def test_paragraph_is_one_piece_with_its_line_breaks(courier: Page) -> None:
    assert (
        "“We have carried 412,000 people in a year, more than ever before,” said Dorothea Quill, who heads the harbour "
        "board.\nShe added that fuel had become dearer."
    ) in courier.text.split("\n\n")


def test_tweet_quotation_list_and_table_are_kept(courier: Page) -> None:
    paragraphs = courier.text.split("\n\n")
    assert "The council has doubled fares in five years. Not one new boat. pic.example/x" in paragraphs
    assert "— Harold Bexley (@hbexley) 2 February 2026" in paragraphs
    assert "The boats are forty years old and cost us 2.1 million crowns a year." in paragraphs
    assert {"What the opposition wrote", "Adults: 5.50 crowns", "Children: 2.20 crowns", "2024 | 398,000"} <= set(
        paragraphs
    )


@pytest.mark.parametrize(
    "furniture",
    [
        "Home",
        "Sport",
        "Most read",
        "Ten things",
        "Read more",
        "Advertisement",
        "Photo:",
        "pikeperch77",
        "All rights reserved",
        "Ferry fares to rise",
        "Mira Oldfield",
    ],
)
def test_furniture_headline_and_byline_are_not_in_the_body(courier: Page, furniture: str) -> None:
    assert furniture not in courier.text


def page_with(head: str = "", body: str = f"<p>{FIRST}</p><p>{LAST}</p>", html: str = "<html>") -> Page:
    source = f"{html}<head>{head}</head><body><article>{body}</article></body></html>"
    return read_page(source, url="https://courier.example/ferry", charset=None, today=date(2026, 3, 1))


def test_silent_page_leaves_everything_open() -> None:
    found = page_with()
    assert found.text == f"{FIRST}\n\n{LAST}"
    assert (found.title, found.byline, found.published_on, found.outlet, found.language) == (None,) * 5


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("By Mira Oldfield", "Mira Oldfield"),
        ("Von Jörg Jänisch", "Jörg Jänisch"),
        ("Mira Oldfield; Mira Oldfield", "Mira Oldfield"),
        ("Mira Oldfield in Ambleton", "Mira Oldfield"),
        ("Staff Reporter", None),
        ("admin", None),
        ("Unknown", None),
        ("AFP; Mira Oldfield", "AFP, Mira Oldfield"),
        ("red", None),
        ("Orrin Media Ltd; Ambleton; Wick", None),
        ("Courier Example", None),
        ("Auteur Mira Oldfield", "Mira Oldfield"),
        ("Bylund Karsten", "Bylund Karsten"),
        ("newsdesk@courier.example", None),
        ("https://courier.example/a/mira", None),
        ("The Ambleton Courier", None),
        ("", None),
    ],
)
def test_byline_holds_names_alone(author: str, byline: str | None) -> None:
    head = f'<meta property="og:site_name" content="The Ambleton Courier"><meta name="author" content="{author}">'
    assert page_with(head).byline == byline


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="article:published_time" content="2026-02-03T23:59:00-05:00">', date(2026, 2, 3)),
        ('<meta name="date" content="2026-02-03">', date(2026, 2, 3)),
        (
            """<script type="application/ld+json">{"@type":"NewsArticle","dateModified":"2026-02-20T09:15:00Z",
            "datePublished":"2026-02-03T09:15:00Z"}</script>""",
            date(2026, 2, 3),
        ),
        ('<meta property="article:published_time" content="2031-01-01">', None),
        ('<meta property="article:published_time" content="yesterday">', None),
    ],
)
def test_date_is_the_one_the_page_names(head: str, expected: date | None) -> None:
    assert page_with(head).published_on == expected


def test_date_in_the_text_or_the_footer_is_not_the_pages_own() -> None:
    body = f"<p>{FIRST}</p><p>On 12 January 2019 the ferry Orrin Star ran aground, and nobody was hurt.</p>"
    assert page_with(body=body + "<footer>© 2024 The Courier</footer>").published_on is None


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        ('<meta property="og:site_name" content="Orrin &amp;amp; Lake News">', "Orrin & Lake News"),
        (
            """<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle"],
            "publisher":{"@type":"Organization","name":"Orrin Herald"}}]}</script>""",
            "Orrin Herald",
        ),
        (
            '<script type="application/ld+json">[{"@type":"NewsMediaOrganization","name":"Orrin Post"}]</script>',
            "Orrin Post",
        ),
        (
            '<script type="application/ld+json">{not json</script><meta name="publisher" content="Orrin Echo">',
            "Orrin Echo",
        ),
        ('<meta property="og:site_name" content="@orrin">', None),
        ('<meta property="og:site_name" content="https://orrin.example/">', None),
    ],
)
def test_outlet_is_the_site_name_or_the_publisher(head: str, outlet: str | None) -> None:
    assert page_with(head).outlet == outlet


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        ('<html lang="pt_br">', "", "pt-BR"),
        ('<html lang="zh-hans-cn">', "", "zh-Hans-CN"),
        ("<html>", '<meta property="og:locale" content="de_AT">', "de-AT"),
        ("<html>", '<meta http-equiv="Content-Language" content="fr">', "fr"),
        ('<html lang="English, please">', "", None),
        ('<html lang="">', "", None),
    ],
)
def test_declared_language_is_spelled_the_usual_way(html: str, head: str, language: str | None) -> None:
    assert page_with(head, html=html).language == language


def test_headline_loses_the_outlets_name_and_double_encoding() -> None:
    head = (
        '<meta property="og:site_name" content="Orrin Herald">'
        '<meta property="og:title" content="Mayor: &amp;quot;never&amp;quot; – Orrin Herald">'
    )
    assert page_with(head).title == 'Mayor: "never"'


def test_headline_inside_a_sentence_stays() -> None:
    head = '<meta property="og:title" content="Fares to rise">'
    body = f"<h1>Fares to rise</h1><p>Fares to rise, they say. {FIRST}</p><p>{LAST}</p>"
    assert page_with(head, body).text == f"Fares to rise, they say. {FIRST}\n\n{LAST}"


def test_sentence_that_begins_like_furniture_stays() -> None:
    body = f"<p>{FIRST}</p><p>Read more books, the mayor told pupils, and the town will pay for them.</p><p>{LAST}</p>"
    assert "Read more books, the mayor told pupils" in page_with(body=body).text


def test_page_in_another_encoding_is_read() -> None:
    source = f'<meta charset="windows-1252"><article><p>{FIRST}</p><p>„Das reicht“, sagte Frau Jänisch.</p></article>'
    found = read_page(source.encode("cp1252"), url=None, charset=None)
    assert "„Das reicht“, sagte Frau Jänisch." in found.text


def test_xhtml_with_a_declaration_is_read() -> None:
    source = f'<?xml version="1.0" encoding="utf-8"?><html xml:lang="en"><body><p>{FIRST}</p></body></html>'
    assert read_page(source, url=None, charset=None).text == FIRST


@pytest.mark.parametrize(
    "source",
    [
        "",
        "   ",
        "<html></html>",
        "<html><body><nav><a href='/'>Home</a> <a href='/news'>News</a></nav></body></html>",
        "<div id='root'></div><noscript>Please enable JavaScript to read this site.</noscript>",
        "<html><body><p>Checking your browser before you can go on. This takes a moment.</p></body></html>",
        "<div>" * 5000 + FIRST,
    ],
    ids=["nothing", "blanks", "empty", "menu", "script only", "gate", "nested"],
)
def test_page_without_an_article_is_refused_with_a_sentence(source: str) -> None:
    with pytest.raises(NoArticleFound) as refusal:
        read_page(source.encode(), url=None, charset=None)
    assert refusal.value.code == "no_article"
    assert "Paste the text" in refusal.value.message


def test_bytes_that_are_no_page_are_refused() -> None:
    with pytest.raises(NotText):
        read_page(b"\x89PNG\r\n\x1a\n\x00\x00", url=None, charset=None)
