"""Hosts where many publishers live side by side: which part of the address names the publication."""

from urllib.parse import urlsplit

from dossier_etl.registry.names import bare_host, words

BY_SUBDOMAIN = words(
    """
    altervista.org beehiiv.com bearblog.dev blog.de blog.hu blogger.com blogspot.com buttondown.email canalblog.com
    cocolog-nifty.com exblog.jp fandom.com fc2.com forumactif.com forumieren.com forumieren.de free.fr ghost.io
    github.io gitlab.io hatenablog.com hateblo.jp hypotheses.org itch.io jimdo.com jimdofree.com livejournal.com
    medium.com mystrikingly.com myblog.de neocities.org netlify.app notion.site over-blog.com pages.dev pixnet.net
    podigee.io posterous.com proboards.com seesaa.net skyrock.com squarespace.com substack.com tistory.com
    tumblr.com twoday.net typepad.com vercel.app webflow.io weebly.com wikia.com wikidot.com wix.com wixsite.com
    wordpress.com writeas.com xooit.fr zohosites.com
    """
)
"""Each subdomain is somebody's own publication."""

BY_PATH = words(
    """
    ameblo.jp baijiahao.baidu.com blog.livedoor.jp blog.naver.com blog.goo.ne.jp dailymotion.com facebook.com
    github.com instagram.com linkedin.com medium.com note.com pastebin.com patreon.com quora.com reddit.com
    scribd.com sites.google.com t.me telegram.me threads.net tiktok.com twitter.com vimeo.com vk.com weibo.com x.com
    youtube.com issuu.com soundcloud.com buzzsprout.com anchor.fm
    """
)
"""The first part of the path is somebody's own page."""


def platform_of(host: str) -> str | None:
    """The platform a host belongs to (``someone.blogspot.com`` → ``blogspot.com``), None if it is a site of its own."""
    labels = bare_host(host).split(".")
    for i in range(len(labels) - 1):
        suffix = ".".join(labels[i:])
        if suffix in BY_SUBDOMAIN or suffix in BY_PATH:
            return suffix
        # blogspot has one address a country: someone.blogspot.co.uk
        if labels[i] == "blogspot":
            return suffix
    return None


def tenant_of(url: str) -> str | None:
    """Return what names the publication on a platform: the subdomain's host or ``host/path``; None at the platform's own front."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    host = bare_host(parts.hostname or "")
    platform = platform_of(host)
    if platform is None:
        return None
    if host != platform and platform not in BY_PATH - BY_SUBDOMAIN:
        return None if host[: -len(platform) - 1] in ("blog", "help", "support", "about", "en") else host
    first = parts.path.strip("/").partition("/")[0]
    return f"{platform}/{first}" if first and platform in BY_PATH else None
