// The main navigation: one line per place. A feature adds its line here and its route in router.tsx.
import {
  Activity,
  BadgeDollarSign,
  Bot,
  CalendarClock,
  Inbox,
  type LucideIcon,
  Plug,
  Settings,
  Store,
} from "lucide-react";
import { usePendingReviews } from "@/features/reviews/queries";
import { shell } from "@/text/en/shell";

export interface Place {
  to: string;
  label: string;
  icon: LucideIcon;
  /** A hook that gives the number beside the name, such as of open reviews; undefined shows none. */
  useCount?: () => number | undefined;
}

export const PLACES: readonly Place[] = [
  { to: "/agents", label: shell.agents, icon: Bot },
  { to: "/marketplace", label: shell.marketplace, icon: Store },
  { to: "/runs", label: shell.runs, icon: Activity },
  { to: "/reviews", label: shell.reviews, icon: Inbox, useCount: usePendingReviews },
  { to: "/schedules", label: shell.automation, icon: CalendarClock },
  { to: "/integrations", label: shell.integrations, icon: Plug },
  { to: "/creator", label: shell.creator, icon: BadgeDollarSign },
  { to: "/settings", label: shell.settings, icon: Settings },
];
