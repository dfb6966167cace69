"""Takes a web page's text out, as a program of its own: `python _reader.py URL < page > JSON`.

Pages can be made so that parsing them takes minutes, part of it without giving way to other threads. A
program can be ended, and has bounds of its own.
"""

from __future__ import annotations

import json
import resource
import sys

MAX_MEMORY_BYTES = 1024**3  # of addresses, most of them never touched


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    text, title = extracted(sys.stdin.buffer.read(), url=sys.argv[1])
    json.dump({"text": text, "title": title}, sys.stdout)


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
