"""How the canvas keeps up, measured in the browser: dragging, panning, and words that come in fast.

work_ms       median of processor time that the main thread took for a frame, scripts to painting
frame_ms      median from one frame to the next
others_drawn  nodes that drew something again though the words were for another
"""

from __future__ import annotations

import bisect
import itertools
import json
import statistics
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.agents.wire import Outside

CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]
MOVED = ("mousemove", "pointermove", "wheel")
COLUMNS = 20
MOVES = 120
WORDS_A_SECOND = 200
SECONDS = 5
TOLD_FRAMES = """
() => {
  window.pcFrames = [];
  const tick = (now) => { window.pcFrames.push(now); requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}
"""
# Before React starts: hears of commits as the developer tools do, and notes which nodes drew a part of them.
TOLD_COMMITS = """
window.pcDrawn = new Map();
const idOf = (fiber) => {
  for (let one = fiber; one !== null; one = one.return)
    if (one.tag === 5 && one.memoizedProps["data-id"]) return one.memoizedProps["data-id"];
  return null;
};
const walk = (fiber) => {
  for (let one = fiber; one !== null; one = one.sibling) {
    const before = one.alternate;
    const isNew = before === null;
    const isComponent = [0, 1, 11, 14, 15].includes(one.tag);
    if (isComponent && (isNew || (one !== before && one.flags & 1))) {
      const id = idOf(one);
      if (id !== null) window.pcDrawn.set(id, (window.pcDrawn.get(id) ?? 0) + 1);
    }
    if (isNew || one.child !== before.child) walk(one.child);
  }
};
window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
  supportsFiber: true, renderers: new Map(), checkDCE() {}, inject: () => 1,
  onCommitFiberUnmount() {}, onPostCommitFiberRoot() {},
  onCommitFiberRoot: (_id, root) => { window.pcCommits = (window.pcCommits ?? 0) + 1; walk(root.current); },
};
"""


def measure(
    browser: Browser, open_page: Callable[[dict[str, Any]], Page], outside: Outside
) -> dict[str, Any]:
    """`open_page` gives a page of the builder with a graph, in a window of 1600 × 900."""
    page = open_page(grid(300))
    report: dict[str, Any] = {"drag_300": dragged(browser, page)}
    page.context.close()
    page = open_page(grid(500))
    report["pan_500"] = panned(browser, page)
    page.context.close()
    page = open_page(speaking(300))
    report["words_300"] = streamed(page, outside)
    page.context.close()
    return report


def grid(count: int) -> dict[str, Any]:
    """`count` linked nodes that do nothing much, side by side and below each other."""
    nodes = [
        _node(
            f"n{number}",
            "text.fill_template",
            number % COLUMNS,
            number // COLUMNS,
            format="{{ x }}",
            values={},
        )
        for number in range(count)
    ]
    links = [_link(f"n{number}", "output", f"n{number + 1}", "values_#_x") for number in range(count - 1)]
    return {"name": f"Grid of {count}", "nodes": nodes, "links": links}


def speaking(count: int) -> dict[str, Any]:
    """A model above `count` other nodes."""
    graph = grid(count)
    nodes = [
        _node("model", "ai.text_generator", 0, -1, prompt="Talk."),
        _node("out", "agent.output", 1, -1, name="said"),
        *graph["nodes"],
    ]
    return {**graph, "nodes": nodes, "links": [_link("model", "response", "out", "value"), *graph["links"]]}


def _node(node_id: str, block: str, column: int, row: int, **values: Any) -> dict[str, Any]:
    position = {"x": column * 340, "y": row * 220}
    return {"id": node_id, "block_id": block, "input_default": values, "metadata": {"position": position}}


def _link(source: str, output: str, sink: str, pin: str) -> dict[str, Any]:
    return {"source_id": source, "source_name": output, "sink_id": sink, "sink_name": pin}


def dragged(browser: Browser, page: Page) -> dict[str, float]:
    """One node in circles, for as many frames as there are moves."""
    box = page.locator(".react-flow__node[data-id=n0]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5, y + 5)

    def move(number: int) -> None:
        page.mouse.move(x + 60 + number % 40 * 4, y + 40 + number % 30 * 5)

    measured = _traced(browser, page, move)
    page.mouse.up()
    return measured


def panned(browser: Browser, page: Page) -> dict[str, float]:
    page.mouse.move(800, 450)
    return _traced(browser, page, lambda number: page.mouse.wheel(24 if number % 40 < 20 else -24, 6))


def streamed(page: Page, outside: Outside) -> dict[str, float]:
    """Words for one node at a rate that no model has; gives the nodes that were drawn for them."""
    lane = Lane()
    page.route_web_socket("**/ws?*", lane.join)
    page.reload()
    # All are in sight once the canvas fits: before that, those would count that come in by it.
    expect(page.locator(".react-flow__node")).to_have_count(302)
    outside.released.clear()
    page.keyboard.press("Control+Enter")
    page.locator(".react-flow__node[data-id=model]", has_text="Graphs become").wait_for()
    page.evaluate("() => { window.pcDrawn.clear(); window.pcCommits = 0; }")
    page.evaluate(TOLD_FRAMES)
    for number in range(WORDS_A_SECOND * SECONDS // 10):
        lane.say("model", [f"word{number}.{place} " for place in range(10)])
        page.wait_for_timeout(1000 * 10 / WORDS_A_SECOND)
    page.locator(".react-flow__node[data-id=model]", has_text=f"word{number}.9").wait_for()
    frames = page.evaluate("window.pcFrames")
    drawn = page.evaluate("Object.fromEntries(window.pcDrawn)")
    commits = page.evaluate("window.pcCommits")
    outside.released.set()
    others = sorted(set(drawn) - {"model"})
    return {"commits": commits, "others_drawn": len(others), "frame_ms": _interval(frames)}


class Lane:
    """The page's socket: hands on what the server says, and more of the same."""

    def __init__(self) -> None:
        self.route: WebSocketRoute | None = None
        self.last: dict[str, Any] = {}
        self.sequence = 0

    def join(self, route: WebSocketRoute) -> None:
        self.route = route
        server = route.connect_to_server()

        def handed_on(message: str | bytes) -> None:
            frame = json.loads(message)
            for event in frame if isinstance(frame, list) else [frame]:
                if "sequence" in event:
                    self.sequence = max(self.sequence, event["sequence"])
                if event.get("type") == "output.delta":
                    self.last = event
            route.send(message)

        server.on_message(handed_on)

    def say(self, node_id: str, words: list[str]) -> None:
        assert self.route is not None
        for word in words:
            self.sequence += 1
            self.route.send(json.dumps({**self.last, "sequence": self.sequence, "text": word}))


def _traced(browser: Browser, page: Page, act: Any) -> dict[str, float]:
    page.evaluate(TOLD_FRAMES)
    browser.start_tracing(page=page, categories=CATEGORIES)
    for number in range(MOVES):
        act(number)
        page.wait_for_timeout(16)
    trace = json.loads(browser.stop_tracing())
    frames = page.evaluate("window.pcFrames")
    return {"work_ms": _work(trace["traceEvents"]), "frame_ms": _interval(frames)}


def _work(events: list[dict[str, Any]]) -> float:
    """Median over the frames that a movement came before: what the main thread did until it was shown."""
    threads = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    mine = [one for one in events if (one["pid"], one["tid"]) in threads]
    shown = [one for one in mine if one["name"] == "Commit"]
    thread = statistics.mode((one["pid"], one["tid"]) for one in shown)  # there are spare renderers
    mine = [one for one in mine if (one["pid"], one["tid"]) == thread]
    edges = sorted(one["ts"] for one in mine if one["name"] == "Commit")
    sums = [0.0] * (len(edges) + 1)
    moved = set()
    for one in mine:
        place = bisect.bisect_left(edges, one["ts"])
        if one["name"] == "RunTask":
            sums[place] += one.get("tdur", 0) / 1000
        elif one["name"] == "EventDispatch" and one["args"]["data"]["type"] in MOVED:
            moved.add(place)
    return round(statistics.median(sums[place] for place in moved), 1)


def _interval(frames: list[float]) -> float:
    return round(statistics.median(after - before for before, after in itertools.pairwise(frames)), 1)
