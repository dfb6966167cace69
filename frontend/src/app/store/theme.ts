// Light, dark, or as the system. index.html sets the same before the first paint.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { changePreferences } from "@/api/preferences";

export type Theme = "light" | "dark" | "system";
export const THEMES: readonly Theme[] = ["light", "dark", "system"];

const KEY = "polychord.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const store = createStore<{ theme: Theme; isDark: boolean }>(() => {
  const theme = kept();
  return { theme, isDark: isDark(theme) };
});

export function useTheme() {
  return useStore(store);
}

/** For this browser at once, and for the account, so that others take it over. */
export function chooseTheme(theme: Theme): void {
  keep(theme);
  changePreferences({ theme }).catch(() => undefined); // this browser has it anyway
}

/** As the account has it; one that follows the system has no say over this browser. */
export function takeTheme(theme: Theme): void {
  if (theme !== "system" && theme !== kept()) keep(theme);
}

function keep(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  apply();
}

function apply(): void {
  const theme = kept();
  store.setState({ theme, isDark: isDark(theme) });
  document.documentElement.dataset.theme = isDark(theme) ? "dark" : "light";
}

function kept(): Theme {
  return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "system";
}

function isDark(theme: Theme): boolean {
  return theme === "dark" || (theme === "system" && system.matches);
}

system.addEventListener("change", apply);
window.addEventListener("storage", (event) => {
  if (event.key === KEY) apply();
});
