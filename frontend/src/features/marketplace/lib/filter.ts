// What the marketplace shows, as it stands in the address.
export const SORTS = ["relevance", "popular", "newest", "rating"] as const;
export const PRICES = ["free", "paid"] as const;
export const MOST_PAID = ["1", "5", "20", "100"] as const; // credits a run
export const LEAST_STARS = ["3", "4", "4.5"] as const;

export interface Filter {
  words?: string;
  category?: readonly string[];
  provider?: readonly string[];
  tag?: string;
  price?: (typeof PRICES)[number];
  /** Credits for a run. */
  upTo?: (typeof MOST_PAID)[number];
  stars?: (typeof LEAST_STARS)[number];
  sort?: (typeof SORTS)[number];
}

/** What an address says; what makes no sense in it is left out. */
export function filterOf(query: URLSearchParams): Filter {
  const words = (query.get("q") ?? "").trim().slice(0, 100);
  const category = listed(query.get("category"));
  const provider = listed(query.get("provider"));
  const tag = (query.get("tag") ?? "").slice(0, 60);
  const upTo = MOST_PAID.find((one) => one === query.get("up_to"));
  const price = PRICES.find((one) => one === query.get("price"));
  const stars = LEAST_STARS.find((one) => one === query.get("stars"));
  const sort = SORTS.find((one) => one === query.get("sort"));
  return {
    ...(words !== "" && { words }),
    ...(category.length > 0 && { category }),
    ...(provider.length > 0 && { provider }),
    ...(tag !== "" && { tag }),
    ...(price !== undefined && { price }),
    ...(upTo !== undefined && price !== "free" && { upTo }),
    ...(stars !== undefined && { stars }),
    ...(sort !== undefined && { sort }),
  };
}

/** The address for a filter. */
export function queryOf(filter: Filter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.words !== undefined && filter.words !== "") query.set("q", filter.words);
  if (filter.category?.length) query.set("category", filter.category.join(","));
  if (filter.provider?.length) query.set("provider", filter.provider.join(","));
  if (filter.tag !== undefined) query.set("tag", filter.tag);
  if (filter.price !== undefined) query.set("price", filter.price);
  if (filter.upTo !== undefined) query.set("up_to", filter.upTo);
  if (filter.stars !== undefined) query.set("stars", filter.stars);
  if (filter.sort !== undefined) query.set("sort", filter.sort);
  return query;
}

/** What the API is asked for. Without words nothing matches best: what is used most stands first. */
export function parametersOf(filter: Filter) {
  const { words, category, provider, tag, price, upTo, stars } = filter;
  return {
    ...(words !== undefined && { q: words }),
    ...(category !== undefined && { category: [...category] }),
    ...(provider !== undefined && { provider: [...provider] }),
    ...(tag !== undefined && { tag: [tag] }),
    ...(price !== undefined && { price }),
    ...(upTo !== undefined && { max_price: upTo }),
    ...(stars !== undefined && { min_rating: Number(stars) }),
    sort: sortOf(filter),
  };
}

export function sortOf({ sort, words }: Filter): (typeof SORTS)[number] {
  if (sort === "relevance" || sort === undefined) return words === undefined ? "popular" : "relevance";
  return sort;
}

/** Whether anything is asked for, beside the order. */
export function isAsked(filter: Filter): boolean {
  const query = queryOf(filter);
  query.delete("sort");
  return query.size > 0;
}

/** `filter` with this category chosen alone, or with none where it was. */
export function withCategory(filter: Filter, slug: string | null): Filter {
  const { category = [], ...rest } = filter;
  return slug === null || (category.length === 1 && category[0] === slug)
    ? rest
    : { ...rest, category: [slug] };
}

export function withProviders(filter: Filter, chosen: readonly string[]): Filter {
  const rest = { ...filter };
  delete rest.provider;
  return chosen.length === 0 ? rest : { ...rest, provider: chosen };
}

export function withStars(filter: Filter, stars: (typeof LEAST_STARS)[number] | "any"): Filter {
  const rest = { ...filter };
  delete rest.stars;
  return stars === "any" ? rest : { ...rest, stars };
}

export function withoutTag(filter: Filter): Filter {
  const rest = { ...filter };
  delete rest.tag;
  return rest;
}

function listed(text: string | null): string[] {
  const parts = (text ?? "").split(",").map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ""))].slice(0, 20);
}
