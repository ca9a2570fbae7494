"""Our own pages as the renderer takes them: well-formed XML, with their whole style in one sheet."""

import re
from typing import Any
from xml.etree import ElementTree

import cssselect2

# What XML forbids and no page shows.
UNPRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def own_page(html_class: type[Any]) -> type[Any]:
    """WeasyPrint's HTML for pages of our templates.

    They need no parser that forgives and no style of a browser: half of either's work is for elements that do
    not occur here. Texts were escaped by the template, so the only tag that Django itself writes is `<br>`.
    """

    class OwnPage(html_class):
        def __init__(self, text: str, *, base_url: str, url_fetcher: Any) -> None:
            self.base_url, self.url_fetcher, self.media_type = base_url, url_fetcher, "print"
            root = ElementTree.fromstring(UNPRINTED.sub(" ", text).replace("<br>", "<br/>"))  # noqa: S314
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return []

    return OwnPage
