from html.parser import HTMLParser

from hypothesis import given
from hypothesis.strategies import text

from driftwatch.report.markup import Html, element, escaped, joined


class Reader(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


@given(text(), text())
def test_no_text_becomes_a_tag_or_an_attribute(word: str, title: str) -> None:
    reader = read(element("p", word, class_="x", title=title))
    assert [(tag, set(attributes)) for tag, attributes in reader.tags] == [("p", {"class", "title"})]
    assert "".join(reader.words).isprintable() or "\n" in word or "\t" in word


def test_children_that_were_made_here_are_not_escaped_again() -> None:
    inner = element("b", "1 < 2")
    assert element("p", inner, None, "&") == "<p><b>1 &lt; 2</b>&amp;</p>"
    assert isinstance(joined(inner, "<"), Html)


def test_empty_elements_numbers_and_names() -> None:
    assert element("line", x1=1.0, y1=2.345, stroke_width=3) == '<line x1="1" y1="2.35" stroke-width="3"/>'
    assert element("svg", viewBox="0 0 1 1") == '<svg viewBox="0 0 1 1"></svg>'
    assert element("meta", name="a", content='"') == '<meta name="a" content="&quot;"/>'


def test_letters_that_turn_a_line_around_are_shown_as_unknown() -> None:
    assert escaped("a\u202eb\x1b") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"
