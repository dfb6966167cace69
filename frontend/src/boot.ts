// What starts before the rest of the app is there: it takes a while to load, and the server is idle meanwhile.
import { askEarly } from "@/api/early";
import { firstQuestions } from "@/api/lib/firstQuestions";
import { session } from "@/api/session";

// Pages whose code comes beside the app's instead of after it.
const AT_ONCE = [
  { path: /^\/(agents)?$/, load: () => import("@/features/agents/AgentsPage") },
  { path: /^\/agents\/[0-9a-f-]{36}$/, load: () => import("@/features/agents/AgentPage") },
  { path: /^\/agents\/([0-9a-f-]{36}\/build|new)$/, load: () => import("@/features/builder/BuilderPage") },
];

if (session.isSignedIn()) {
  askEarly(firstQuestions(window.location));
  // Browsers ask a server six things at a time: the questions go before the code, which is many files.
  void session
    .token()
    .catch(() => null)
    .then(loadPage);
}

async function loadPage(): Promise<void> {
  const page = AT_ONCE.find(({ path }) => path.test(window.location.pathname));
  await page?.load().catch(() => undefined); // the router asks for it again, and says what is wrong
}
