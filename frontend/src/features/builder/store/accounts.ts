// Which services the person at the canvas has accounts for. Kept up to date by the page, read by each step.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { BlockRead } from "@/api/schema";
import { isLacking, type ModelServices, namedAccount, servicesOf } from "@/features/builder/lib/accounts";
import type { BuilderNode } from "@/features/builder/types";

export interface Accounts {
  /** null: not known yet. */
  within: ReadonlySet<string> | null;
  models: ModelServices;
}

const store = createStore<Accounts>(() => ({ within: null, models: new Map() }));

export function setAccounts(accounts: Accounts): void {
  store.setState(accounts);
}

/** The services of which a step needs an account and has none; undefined: it lacks nothing. */
export function useLacking(node: BuilderNode, block: BlockRead | undefined): readonly string[] | undefined {
  const within = useStore(store, (state) => state.within);
  const models = useStore(store, (state) => state.models);
  if (block === undefined || within === null || namedAccount(node) !== null) return undefined;
  const needed = servicesOf(node, block, models);
  return isLacking(needed, within) ? needed : undefined;
}

/** What is known of the person's accounts. */
export function useAccountsNow(): Accounts {
  return useStore(store);
}

export function useModelServices(): ModelServices {
  return useStore(store, (state) => state.models);
}
