import { expect, test } from "vitest";
import { pathOf, shownOf, windowFor } from "@/worker/lib/message";

const SITE = "https://agents.example";
const open = (path: string, focused = false) => ({ url: SITE + path, focused });

test("a message is shown with its title and text, once, and leads to its link", () => {
  const message = {
    id: "7",
    kind: "run_failed",
    title: "Greeter failed",
    text: "No answer.",
    link: "/runs/1",
  };
  expect(shownOf(JSON.stringify(message))).toEqual({
    title: "Greeter failed",
    body: "No answer.",
    tag: "7",
    link: "/runs/1",
  });
});

test.each(["", "not json", "null", "[]", '"text"', '{"text": "no title"}'])(
  "what cannot be read (%s) is shown without words",
  (text) => expect(shownOf(text)).toMatchObject({ title: "Polychord", body: "", link: "/" }),
);

test.each(["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "", null, undefined])(
  "a link that leads elsewhere (%s) is the start page",
  (link) => expect(pathOf(link)).toBe("/"),
);

test("a click goes to the window that shows it, else the one in use, else any", () => {
  const [list, run, other] = [open("/agents", true), open("/runs/1"), open("/reviews")];
  expect(windowFor([other, list, run], "/runs/1")).toBe(run);
  expect(windowFor([other, list, run], "/runs/2")).toBe(list);
  expect(windowFor([other, run], "/runs/2")).toBe(other);
});

test("windows that are not the app's do not take clicks", () => {
  expect(windowFor([open("/admin/"), open("/api/docs", true)], "/runs/1")).toBeUndefined();
});
