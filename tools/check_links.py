"""Check the built site without a network: every link and anchor is there, nothing is fetched.

python tools/check_links.py docs/_build/html
"""

import re
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
"""Elements whose address a browser fetches by itself."""
NOT_FETCHED = {"canonical", "author", "license", "next", "prev", "search", "index"}


_FETCHED_BY_CSS = re.compile(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//[^)'\"]*")


class _Page(HTMLParser):
    """One page: its anchors, where it links to, what it makes a browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down an element's anchor and addresses."""
        held = {name: value for name, value in attrs if value is not None}
        self.anchors |= {held[name] for name in ("id", "name") if name in held}
        if tag == "a" and "href" in held:
            self.links.append(held["href"])
        if tag in FETCHED and FETCHED[tag] in held and held.get("rel") not in NOT_FETCHED:
            self.fetched.append(held[FETCHED[tag]])


def faults(site: Path) -> Iterator[str]:
    """Yield what is wrong, a line each: page, address, what is missing."""
    pages = {path.resolve(): _read(path) for path in sorted(site.rglob("*.html"))}
    for path, page in pages.items():
        where = path.relative_to(site.resolve()).as_posix()
        for address in page.fetched:
            if urlsplit(address).scheme not in {"", "data"} or address.startswith("//"):
                yield f"{where}: fetches {address}"
        for address in (*page.links, *page.fetched):
            if missing := _missing(address, path, pages):
                yield f"{where}: no {missing} at {address}"

    for sheet in sorted(site.rglob("*.css")):
        for address in _FETCHED_BY_CSS.findall(sheet.read_text("utf-8")):
            yield f"{sheet.relative_to(site).as_posix()}: fetches {address}"


def _missing(address: str, path: Path, pages: Mapping[Path, _Page]) -> str | None:
    """Say what is not there where an address within the site leads."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.exists():
        return "file"
    anchors = pages[target].anchors if target in pages else {unquote(parts.fragment)}
    return "anchor" if parts.fragment and unquote(parts.fragment) not in anchors else None


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page


def main(arguments: list[str]) -> int:
    """Print every fault; return 1 where there are any, or no page at all."""
    site = Path(arguments[0])
    found = [*faults(site)] if any(site.rglob("*.html")) else [f"{site}: no pages"]
    print("\n".join(found) or f"{site}: every link and anchor is there, nothing is fetched")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
