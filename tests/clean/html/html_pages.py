"""Pages written for these tests."""

from dossier_etl.clean.html import clean_html
from dossier_etl.model.documents import Cleaned
from dossier_etl.model.records import Record

PARAGRAPHS = (
    "The harbour board agreed on Tuesday to rebuild the north pier, ending a dispute that had lasted for almost nine years "
    "and cost the town two mayors.",
    "Engineers found in spring that the piles under the pier, driven in 1931, had lost a third of their thickness. "
    "Ferries have been docking at the fish market since then.",
    "“Nobody wanted to be the one who closes the pier,” said Marta Lindqvist, who chairs the board. “But nobody wanted to be "
    "the one who left it open, either.”",
    "The work is expected to take fourteen months. Fishermen will keep their berths on the south side, the board said, and "
    "the summer concerts will move to the square in front of the customs house.",
    "Residents who spoke at the meeting asked for a bridge for pedestrians. The board promised to look into it before winter.",
)

HEADLINE = "Harbour board votes to rebuild the north pier"

PAGE = f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>{HEADLINE} | The Saltmarsh Courier</title>
<meta property="og:title" content="{HEADLINE}"><meta property="og:site_name" content="The Saltmarsh Courier">
<meta property="article:published_time" content="2021-03-09T17:20:00+01:00">
<link rel="canonical" href="https://courier.example/pier">
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{HEADLINE}",
"datePublished":"2021-03-09T17:20:00+01:00","isAccessibleForFree":true,"author":[{{"@type":"Person","name":"Ida Brandt"}}],
"publisher":{{"@id":"#us"}}}}</script>
<script type="application/ld+json">{{"@type":"Organization","@id":"#us","name":"The Saltmarsh Courier","url":"/"}}</script>
</head><body>
<nav class="main-menu"><ul><li><a href="/">Home</a></li><li><a href="/town">Town</a></li><li><a href="/sea">Sea</a></li>
<li><a href="/sport">Sport</a></li><li><a href="/letters">Letters</a></li><li><a href="/shop">Shop</a></li></ul></nav>
<main><article class="post"><h1 class="headline">{HEADLINE}</h1>
<p class="byline">By <a rel="author" href="/ida">Ida Brandt</a> · <time datetime="2021-03-09">9 March 2021</time></p>
<figure><img src="pier.jpg" alt=""><figcaption>The north pier in February. Photo: Ola Ek</figcaption></figure>
<div class="article-body">{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</div></article>
<aside class="related"><h3>Read more</h3><ul><li><a href="/a">Ferry timetable changes again</a></li>
<li><a href="/b">Why the piles were never replaced</a></li></ul></aside>
<section class="comments"><h3>2 comments</h3><div class="comment"><span class="comment-author">gull77</span>
<p>About time!</p></div></section></main>
<script>document.write("never seen")</script><div style="display:none">Hidden sentence that nobody sees.</div>
<footer class="site-footer"><p>© 2021 The Saltmarsh Courier. All rights reserved.</p></footer></body></html>"""


def cleaned(markup: str, **hints: str) -> Cleaned:
    record = Record("page.html", "", "text/html", markup.encode("utf-8", "surrogatepass"), hints=hints)
    return clean_html(record, markup, charset="utf-8", charset_basis="declared", flags=())


def page_of(body: str, title: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
