import { expect, test } from "vitest";
import { ApiError, errorOf, fieldErrors } from "@/api/error";

test("an answer in the API's shape keeps its code, message and details", () => {
  const error = errorOf(409, { code: "conflict", message: "Taken.", details: { id: 1 } });
  expect([error.status, error.code, error.message, error.details]).toEqual([
    409,
    "conflict",
    "Taken.",
    { id: 1 },
  ]);
});

test.each([[null], ["<html>"], [{ code: 1 }], [{ code: "a", message: "b", details: null }]])(
  "a body in another shape (%j) becomes an error with its status",
  (body) => {
    expect(errorOf(502, body)).toMatchObject({ status: 502, code: "unexpected_answer" });
  },
);

test("reasons of fields become sentences", () => {
  const error = new ApiError(400, "bad_input", "No.", {
    email: ["cannot be used"],
    password: ["Too short.", "Too easy."],
  });
  expect(fieldErrors(error)).toEqual({ email: "Cannot be used.", password: "Too short. Too easy." });
});

test("details that are no reasons are left out, and so are other errors", () => {
  expect(fieldErrors(new ApiError(400, "bad_input", "No.", { limit: 5, at: [1] }))).toEqual({});
  expect(fieldErrors(new ApiError(409, "conflict", "No.", { email: ["taken"] }))).toEqual({});
  expect(fieldErrors(new Error("x"))).toEqual({});
});
