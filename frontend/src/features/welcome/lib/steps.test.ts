import { expect, it } from "vitest";
import { placeOf } from "@/features/welcome/lib/steps";

const CARD = { width: 300, height: 200 };
const WINDOW = { width: 1000, height: 800 };

it("stands beside its target", () => {
  expect(placeOf({ left: 10, top: 50, width: 100, height: 30 }, CARD, WINDOW)).toEqual({
    left: 122,
    top: 50,
  });
});

it("stands below where there is no room beside it, and never leaves the window", () => {
  expect(placeOf({ left: 900, top: 50, width: 90, height: 30 }, CARD, WINDOW)).toEqual({
    left: 688,
    top: 92,
  });
  expect(placeOf({ left: 0, top: 0, width: 1000, height: 800 }, CARD, WINDOW)).toEqual({
    left: 688,
    top: 12,
  });
  expect(placeOf({ left: 10, top: 780, width: 50, height: 20 }, CARD, WINDOW)).toEqual({
    left: 72,
    top: 588,
  });
});

it("stands before what is as high as the window and at its right", () => {
  expect(placeOf({ left: 650, top: 40, width: 350, height: 760 }, CARD, WINDOW)).toEqual({
    left: 338,
    top: 40,
  });
});
