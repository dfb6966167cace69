// What a creator says of an agent, as a form holds it, and what of it is new to the server.
import type { PatchedSubmissionChangeRequest, SubmissionRead } from "@/api/schema";

const MAX_TAGS = 10;
const MAX_TAG_CHARACTERS = 30;
const MAX_PRICE = 100_000;
const PRICE = /^\d{1,6}(\.\d{1,6})?$/;

export interface Said {
  graphVersion: number;
  title: string;
  subtitle: string;
  description: string;
  instructions: string;
  changelog: string;
  categories: readonly string[];
  /** As they are typed, with commas between. */
  tags: string;
  /** As it is typed. */
  price: string;
  isClosed: boolean;
  images: readonly string[];
}

export function saidIn(draft: SubmissionRead): Said {
  return {
    graphVersion: draft.graph_version,
    title: draft.title,
    subtitle: draft.subtitle,
    description: draft.description,
    instructions: draft.instructions,
    changelog: draft.changelog,
    categories: draft.categories,
    tags: draft.tags.join(", "),
    price: draft.price,
    isClosed: draft.is_closed,
    images: draft.images,
  };
}

/** What the API takes for a typed price; null if it is none. A comma is a point to many. */
export function priceOf(typed: string): string | null {
  const text = typed.trim().replace(",", ".");
  return PRICE.test(text) && Number(text) <= MAX_PRICE ? text : null;
}

/** The words between the commas, each once; null if they are too many or too long. */
export function tagsOf(typed: string): string[] | null {
  const words = typed.split(",").map((word) => word.trim().toLowerCase().replace(/\s+/g, " "));
  const tags = [...new Set(words.filter((word) => word !== ""))];
  return tags.length <= MAX_TAGS && tags.every((tag) => tag.length <= MAX_TAG_CHARACTERS) ? tags : null;
}

/** What is to be sent so that the server has what the form says; what cannot be sent as it is, is left out. */
export function changesOf(draft: SubmissionRead, said: Said): PatchedSubmissionChangeRequest {
  const before = sendable(saidIn(draft));
  const entries = Object.entries(sendable(said)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof typeof before]),
  );
  return Object.fromEntries(entries);
}

function sendable(said: Said): PatchedSubmissionChangeRequest {
  const [price, tags, title] = [priceOf(said.price), tagsOf(said.tags), said.title.trim()];
  return {
    graph_version: said.graphVersion,
    subtitle: said.subtitle.trim(),
    description: said.description.trim(),
    instructions: said.instructions.trim(),
    changelog: said.changelog.trim(),
    categories: [...said.categories],
    is_closed: said.isClosed,
    images: [...said.images],
    ...(title !== "" && { title }),
    ...(tags !== null && { tags }),
    ...(price !== null && { price: withoutZeros(price) }),
  };
}

/** `2.50` and `02.5` are `2.5`, as the API says it. */
function withoutZeros(price: string): string {
  const bare = price.replace(/^0+(?=\d)/, "");
  return bare.includes(".") ? bare.replace(/\.?0+$/, "") : bare;
}
