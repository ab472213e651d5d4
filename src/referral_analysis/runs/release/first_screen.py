"""The first screen of a report as it was released, read from its page; nothing is worked out."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

BEGINS, ENDS = '<div class="opening">', '<div class="rest">'


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTile:
    """A tile as it is shown: its tone is the class that colours it."""

    tone: str
    question: str
    answer: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstScreen:
    """What a report opens with: the answer, its tiles, and the lists below by their titles."""

    sentence: str = ""
    tiles: tuple[ShownTile, ...] = ()
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)


def first_screen(page: str) -> FirstScreen:
    """Read what a report's page opens with; empty where the page has no opening."""
    _, _, rest = page.partition(BEGINS)
    opening, _, _ = rest.partition(ENDS)
    opening, _, _ = opening.partition("<nav ")
    reader = _ScreenReader()
    reader.feed(opening)
    reader.close()
    titled = {title: tuple(items) for title, items in reader.lists.items() if items}
    tiles = tuple(ShownTile(tone=tone, question=h3, answer=figure, text=text)
                  for tone, h3, figure, text in reader.tiles)  # fmt: skip
    return FirstScreen(sentence=reader.sentence, tiles=tiles, lists=titled)


class _ScreenReader(HTMLParser):
    """Collect the sentence, the tiles and the titled lists of an opening."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sentence = ""
        self.tiles: list[list[str]] = []
        self.lists: dict[str, list[str]] = {}
        self._title = ""
        self._in_tile = False
        self._text = ""
        self._class = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs).get("class") or ""
        if tag == "li" and named.startswith("tile"):
            self._in_tile = True
            self.tiles.append([named.removeprefix("tile").strip(), "", "", ""])
        if tag in {"p", "li", "h2", "h3"}:
            self._text, self._class = "", named

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        text = self._text.strip()
        if self._in_tile:
            self._of_tile(tag, text)
        elif tag == "p" and self._class == "sentence":
            self.sentence = text
        elif tag in {"h2", "h3"}:
            self._title = text
        elif tag == "li":
            self.lists.setdefault(self._title, []).append(text)

    def _of_tile(self, tag: str, text: str) -> None:
        place = {"h3": 1, "p": 2 if self._class == "figure" else 3}.get(tag)
        if place is not None:
            self.tiles[-1][place] = text
        if tag == "li":
            self._in_tile = False
