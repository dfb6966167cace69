// Every address of the app: one line per page. Pages load when they are first opened.
import type { ComponentType } from "react";
import { createBrowserRouter, redirect, type RouteObject } from "react-router";
import { session } from "@/api/session";
import { Crashed, NotFound } from "@/app/components/ErrorPages";
import type { Handle } from "@/app/handle";
import { Root } from "@/app/components/Root";
import { Shell } from "@/app/components/Shell";
import { signInPath } from "@/app/lib/returnPath";
import { RequireSession } from "@/app/components/RequireSession";
import { agent } from "@/text/en/agent";
import { agents } from "@/text/en/agents";
import { auth } from "@/text/en/auth";
import { automation } from "@/text/en/automation";
import { builder } from "@/text/en/builder";
import { credits } from "@/text/en/credits";
import { integrations } from "@/text/en/integrations";
import { publishing } from "@/text/en/publishing";
import { marketplace } from "@/text/en/marketplace";
import { reviews } from "@/text/en/reviews";
import { runs } from "@/text/en/runs";
import { settings } from "@/text/en/settings";
import { welcome } from "@/text/en/welcome";

type Load = () => Promise<ComponentType>;

function page(path: string, title: string, load: Load, more: Partial<Handle> = {}) {
  const handle: Handle = { title, ...more };
  return { path, handle, lazy: async () => ({ Component: await load() }) } satisfies RouteObject;
}

/** Before anything is shown: a page that goes elsewhere once it stands would take the focus with it. */
function leadsTo(path: () => string) {
  return { element: null, loader: () => redirect(path()) };
}

const openBuilder: Load = async () => (await import("@/features/builder/BuilderPage")).BuilderPage;

const forStrangers = [
  page("sign-in", auth.signIn.title, async () => (await import("@/features/auth/SignInPage")).SignInPage),
  page(
    "register",
    auth.register.title,
    async () => (await import("@/features/auth/RegisterPage")).RegisterPage,
  ),
  page(
    "password/forgot",
    auth.forgot.title,
    async () => (await import("@/features/auth/ForgotPage")).ForgotPage,
  ),
  page("password/reset", auth.reset.title, async () => (await import("@/features/auth/ResetPage")).ResetPage),
  page(
    "sign-in/social",
    auth.social.title,
    async () => (await import("@/features/auth/SocialPage")).SocialPage,
  ),
];

const forAnybody = [
  page(
    "shared/:token",
    runs.shared.title,
    async () => (await import("@/features/runs/SharedPage")).SharedPage,
  ),
];

const forMembersAlone = [
  page(
    "invitations/accept",
    auth.invitation.title,
    async () => (await import("@/features/auth/InvitationPage")).InvitationPage,
  ),
  page(
    "integrations/connected",
    integrations.oauth.done,
    async () => (await import("@/features/integrations/ConnectedPage")).ConnectedPage,
  ),
];

const inShell = [
  { index: true, ...leadsTo(() => (session.isSignedIn() ? "/agents" : signInPath("/"))) },
  page("reviews", reviews.title, async () => (await import("@/features/reviews/ReviewsPage")).ReviewsPage),
  page("runs", runs.title, async () => (await import("@/features/runs/RunsPage")).RunsPage),
  page(
    "runs/compare",
    runs.compare.title,
    async () => (await import("@/features/runs/ComparePage")).ComparePage,
  ),
  page("runs/:id", runs.list, async () => (await import("@/features/runs/RunPage")).RunPage),
  page("agents", agents.title, async () => (await import("@/features/agents/AgentsPage")).AgentsPage),
  page("agents/new", builder.title, openBuilder, { isFullHeight: true }),
  page("agents/:graphId/build", builder.title, openBuilder, { isFullHeight: true }),
  page(
    "agents/examples",
    welcome.examplesTitle,
    async () => (await import("@/features/welcome/ExamplesPage")).ExamplesPage,
  ),
  page(
    "agents/:graphId/publish",
    publishing.title,
    async () => (await import("@/features/publishing/PublishPage")).PublishPage,
  ),
  page(
    "creator",
    publishing.creator.title,
    async () => (await import("@/features/publishing/CreatorPage")).CreatorPage,
  ),
  page("agents/:graphId", agent.title, async () => (await import("@/features/agents/AgentPage")).AgentPage),
  page(
    "schedules",
    automation.title,
    async () => (await import("@/features/automation/SchedulesPage")).SchedulesPage,
  ),
  page(
    "integrations",
    integrations.title,
    async () => (await import("@/features/integrations/IntegrationsPage")).IntegrationsPage,
  ),
  page("credits", credits.title, async () => (await import("@/features/credits/CreditsPage")).CreditsPage),
  { path: "settings", ...leadsTo(() => "/settings/profile") },
  page(
    "settings/profile",
    settings.pages.profile,
    async () => (await import("@/features/settings/ProfilePage")).ProfilePage,
  ),
  page(
    "settings/security",
    settings.pages.security,
    async () => (await import("@/features/settings/SecurityPage")).SecurityPage,
  ),
  page(
    "settings/api-keys",
    settings.pages.keys,
    async () => (await import("@/features/settings/KeysPage")).KeysPage,
  ),
  page(
    "settings/notifications",
    settings.pages.notifications,
    async () => (await import("@/features/settings/NotificationsPage")).NotificationsPage,
  ),
  page(
    "settings/appearance",
    settings.pages.appearance,
    async () => (await import("@/features/settings/AppearancePage")).AppearancePage,
  ),
  page(
    "settings/shortcuts",
    settings.pages.shortcuts,
    async () => (await import("@/features/settings/ShortcutsPage")).ShortcutsPage,
  ),
  page(
    "settings/workspace",
    settings.pages.workspace,
    async () => (await import("@/features/settings/WorkspacePage")).WorkspacePage,
  ),
  page(
    "settings/members",
    settings.pages.members,
    async () => (await import("@/features/settings/MembersPage")).MembersPage,
  ),
  page(
    "settings/history",
    settings.pages.history,
    async () => (await import("@/features/settings/HistoryPage")).HistoryPage,
  ),
];

const forAll: Partial<Handle> = { isPublic: true };
const inMarketplace = [
  page(
    "marketplace",
    marketplace.title,
    async () => (await import("@/features/marketplace/MarketplacePage")).MarketplacePage,
    forAll,
  ),
  page(
    "marketplace/creators/:slug",
    marketplace.title,
    async () => (await import("@/features/marketplace/CreatorPage")).CreatorPage,
    forAll,
  ),
  page(
    "marketplace/:creator/:slug",
    marketplace.title,
    async () => (await import("@/features/marketplace/ListingPage")).ListingPage,
    forAll,
  ),
];

export const router = createBrowserRouter([
  {
    element: <Root />,
    errorElement: <Crashed />,
    hydrateFallbackElement: <div />,
    children: [
      ...forStrangers,
      ...forAnybody,
      {
        element: <RequireSession />,
        children: [
          ...forMembersAlone,
          {
            element: <Shell />,
            children: [
              {
                errorElement: <Crashed />,
                children: [...inShell, ...inMarketplace, { path: "*", element: <NotFound /> }],
              },
            ],
          },
        ],
      },
    ],
  },
]);
