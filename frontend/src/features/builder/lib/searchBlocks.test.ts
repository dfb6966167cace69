import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { BlockRead } from "@/api/schema";
import { EVERYDAY } from "@/features/builder/lib/everydayWords";
import { searchBlocks } from "@/features/builder/lib/searchBlocks";
import { isOneOff, stem, wordsOf } from "@/features/builder/lib/stem";

describe("words", () => {
  it("are the same whatever their ending", () => {
    for (const forms of [
      ["summarize", "summarizer", "summarise", "summarizing", "summary", "summaries"],
      ["generate", "generator", "generation", "generating"],
      ["translate", "translation", "translated"],
      ["extract", "extraction", "extractor", "extracting"],
      ["list", "lists", "listed"],
      ["split", "splitting", "splits"],
      ["message", "messages", "messaging"],
      ["box", "boxes"],
    ]) {
      expect(new Set(forms.map(stem)), forms.join(", ")).toHaveLength(1);
    }
    expect(stem("date")).not.toBe(stem("data"));
    expect(stem("status")).toBe("status");
  });

  it("are one letter apart or not", () => {
    for (const wrong of ["emial", "emai", "emaill", "emoil"])
      expect(isOneOff("email", wrong), wrong).toBe(true);
    for (const other of ["email", "mails", "elmai", "em"])
      expect(isOneOff("email", other), other).toBe(false);
  });
});

describe("the table of everyday words", () => {
  it("says nothing twice in one line, and no phrase that is too long to be met", () => {
    expect(EVERYDAY.length).toBeGreaterThan(100);
    for (const [said, called] of EVERYDAY) {
      for (const side of [said, called]) {
        const phrases = side.split(", ");
        expect(new Set(phrases).size, side).toBe(phrases.length);
      }
      for (const phrase of said.split(", ")) expect(wordsOf(phrase).length, phrase).toBeLessThanOrEqual(4);
    }
  });
});

// The real catalogue, as tests/web/test_unit.py writes it for a run: a copy kept here would grow old.
const path = process.env.BLOCK_CATALOGUE;
const CATALOGUE = path === undefined ? [] : (JSON.parse(readFileSync(path, "utf8")) as BlockRead[]);

/** The slug is a pattern: of those who send messages any will do. */
const QUERIES: readonly (readonly [typed: string, slug: string])[] = [
  ["notify", ".*send_message"],
  ["tweet", "twitter.post_tweet"],
  ["alert in slack", "slack.send_message"],
  ["ping on slack", "slack.send_message"],
  ["send on telegram", "telegram.send_message"],
  ["post to discord", "discord.post_message"],
  ["email", "email.send"],
  ["send an e-mail", "email.send"],
  ["send gmail", "gmail.send"],
  ["scrape", "web.extract_text"],
  ["crawl a website", "web.extract_text"],
  ["http request", "web.send_request"],
  ["call an api", "web.send_request"],
  ["webhook", "agent.webhook_trigger"],
  ["news feed", "web.read_feed"],
  ["wiki", "web.wikipedia_summary"],
  ["if", "logic.condition"],
  ["if else", "logic.condition"],
  ["branch", "logic.condition"],
  ["compare two numbers", "logic.condition"],
  ["wait", "time.countdown"],
  ["delay 5 minutes", "time.countdown"],
  ["sleep", "time.countdown"],
  ["for each", "logic.step_through_items"],
  ["loop over a list", "logic.step_through_items"],
  ["today", "time.current_date"],
  ["random item", "logic.sample_data"],
  ["math", "logic.calculator"],
  ["approve", "agent.human_review"],
  ["ask a person", "agent.human_review"],
  ["human", "agent.human_review"],
  ["chatgpt", "ai.text_generator"],
  ["translate", "ai.text_generator"],
  ["summarise", "ai.text_summarizer"],
  ["tldr", "ai.text_summarizer"],
  ["structured json", "ai.structured_response"],
  ["draw a picture", "ai.generate_image"],
  ["what is in the image", "ai.describe_image"],
  ["speech to text", "ai.transcribe_audio"],
  ["read aloud", "ai.speak"],
  ["template", "text.fill_template"],
  ["regex", "text.match_pattern"],
  ["join texts", "text.combine"],
  ["find and replace", "text.replace"],
  ["count words", "text.count_words"],
  ["convert to number", "basic.convert_type"],
  ["merge lists", "data.concatenate_lists"],
  ["first item of a list", "data.get_list_item"],
  ["read csv", "data.read_spreadsheet"],
  ["excel", "data.read_spreadsheet"],
  ["add row to sheet", "google_sheets.append_row"],
  ["sql", "database.query"],
  ["save for later runs", "memory.persist"],
  ["python", "code.execute"],
  ["run another agent", "agent.run_agent"],
  ["dropdown", "agent.dropdown_input"],
  ["result", "agent.output"],
  ["create github issue", "github.make_issue"],
  ["open pull request", "github.make_pull_request"],
  ["new todo", "todoist.create_task"],
  ["calendar event", "google_calendar.create_event"],
  ["screenshot", "web.screenshot"],
  ["places nearby", "google_maps.search"],
  ["trim a video", "video.clip"],
  ["debug", "basic.print_to_console"],
  // One letter wrong.
  ["sumarize", "ai.text_summarizer"],
  ["emial", "email.send"],
  ["calculater", "logic.calculator"],
  ["webhok", "agent.webhook_trigger"],
  ["notfy", ".*send_message"],
  ["conditon", "logic.condition"],
  // What is written on it, and the beginning of it.
  ["text.fill_template", "text.fill_template"],
  ["Google Sheets Write", "google_sheets.write"],
  ["cond", "logic.condition"],
  ["fill te", "text.fill_template"],
];

describe.skipIf(path === undefined)("in the real catalogue", () => {
  it.for(QUERIES)("“%s” has %s among the first three", ([typed, slug]) => {
    const first = searchBlocks(CATALOGUE, typed).slice(0, 3);
    expect(first.map((block) => block.slug).join(" ")).toMatch(new RegExp(`(^| )${slug}( |$)`));
  });

  it("knows a block by each name that the table of everyday words uses", () => {
    const names = new Set(EVERYDAY.flatMap(([, called]) => called.split(", ")));
    expect([...names].filter((name) => searchBlocks(CATALOGUE, name).length === 0)).toEqual([]);
  });

  it("puts what does it before what is only called so", () => {
    for (const typed of ["summarise", "sumarise"])
      expect(searchBlocks(CATALOGUE, typed)[0]?.slug, typed).toBe("ai.text_summarizer");
  });

  it("takes a word for misspelt only if no block at all has it", () => {
    const free = CATALOGUE.filter((block) => block.providers.length === 0);
    expect(searchBlocks(free, "slack")).toEqual([]);
  });

  it("finds nothing for what is no word", () => {
    expect(searchBlocks(CATALOGUE, "qqxzv")).toEqual([]);
    expect(searchBlocks(CATALOGUE, "")).toHaveLength(CATALOGUE.length);
  });

  it("takes at most 5 ms for a key, once each block was looked at", { timeout: 30_000 }, () => {
    const took = (typed: string) => {
      const began = performance.now();
      searchBlocks(CATALOGUE, typed);
      return performance.now() - began;
    };
    const keys = QUERIES.flatMap(([typed]) =>
      [3, 6, 9, typed.length].map((length) => typed.slice(0, length)),
    );
    const times = keys.map((typed) => Math.min(took(typed), took(typed))).sort((one, other) => one - other);
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(5);
  });
});
