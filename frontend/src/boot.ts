// What starts before the rest of the app is there: it takes a while to load, and the server is idle meanwhile.
import { askEarly } from "@/api/early";
import { firstQuestions, startOf } from "@/api/lib/firstQuestions";
import { session } from "@/api/session";

// Their code comes beside the app's instead of after it.
const PAGES = {
  agents: () => import("@/features/agents/AgentsPage"),
  agent: () => import("@/features/agents/AgentPage"),
  builder: () => import("@/features/builder/BuilderPage"),
};

if (session.isSignedIn()) {
  askEarly(firstQuestions(window.location));
  void loadPage();
}
// The first look waits for another process of the browser; the router's would hold up the app when its code is there.
queueMicrotask(() => sessionStorage.length);

async function loadPage(): Promise<void> {
  const start = startOf(window.location.pathname);
  if (start === null) return;
  await PAGES[start.page]().catch(() => undefined); // the router asks for it again, and says what is wrong
}
