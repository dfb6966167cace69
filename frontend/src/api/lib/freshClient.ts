import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  type Query,
  QueryClient,
  type QueryKey,
} from "@tanstack/react-query";

/**
 * A client whose invalidation also holds for what is being fetched for the first time. TanStack's own joins that
 * fetch, whose answer may be older than the change: a page then keeps it for good.
 */
export class FreshClient extends QueryClient {
  readonly #owed = new WeakSet<Query>();

  override async invalidateQueries<Key extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    const first = this.getQueryCache()
      .findAll({ ...filters, fetchStatus: "fetching" })
      .filter((query) => query.state.data === undefined && !this.#owed.has(query));
    for (const query of first) this.#owed.add(query);
    await super.invalidateQueries(filters, options);
    if (first.length === 0) return;
    for (const query of first) this.#owed.delete(query);
    await super.invalidateQueries({ predicate: (query) => first.includes(query) }, options);
  }
}
