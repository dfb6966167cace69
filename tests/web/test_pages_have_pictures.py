"""No page is left out where pictures are taken."""

from __future__ import annotations

import re

from tests.web.browser import ROOT
from tests.web.pictures import PAGES, STRANGERS


def test_every_address_has_its_picture() -> None:
    router = (ROOT / "frontend" / "src" / "app" / "router.tsx").read_text()
    routes = re.findall(r'page\(\s*"([^"]+)"', router)
    assert len(routes) > 20
    taken = [re.sub(r"[?#].*", "", path).strip("/") for path in [*PAGES.values(), *STRANGERS]]
    patterns = [re.compile(re.sub(r":\w+", "[^/]+", route)) for route in routes]
    assert [one.pattern for one in patterns if not any(one.fullmatch(path) for path in taken)] == []
