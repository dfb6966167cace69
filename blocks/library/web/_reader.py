"""Takes a web page's text out: `python _reader.py BYTES URL < page > JSON`.
See `blocks/library/_programs.py`."""

from __future__ import annotations

import json
import resource
import sys


def main() -> None:
    memory_bytes = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    text, title = extracted(sys.stdin.buffer.read(), url=sys.argv[2])
    json.dump({"done": {"text": text, "title": title}}, sys.stdout)


def extracted(page: bytes, *, url: str) -> tuple[str, str]:
    """(text, title). What the extractor finds no article in is taken whole."""
    import trafilatura  # here: it is slow to import and only the program needs it

    tree = trafilatura.load_html(page)
    if tree is None:
        return "", ""
    title = " ".join((tree.findtext(".//title") or "").split())
    text = trafilatura.extract(page, url=url, include_comments=False, favor_recall=True)
    return text or trafilatura.html2txt(page), title


if __name__ == "__main__":
    main()
