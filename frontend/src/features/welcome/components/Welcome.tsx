import { useQuery } from "@tanstack/react-query";
import { Bot, Compass, Plus, Sparkles } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { preferencesQuery } from "@/api/preferences";
import { openSketch } from "@/features/sketch/store/sketch";
import { ExampleCards } from "@/features/welcome/components/ExampleCards";
import { startTour } from "@/features/welcome/store/tour";
import { agents } from "@/text/en/agents";
import { sketch } from "@/text/en/sketch";
import { welcome } from "@/text/en/welcome";
import { Button, buttonClass } from "@/ui/Button";

/** What an account without agents sees. more: other ways to begin. */
export function Welcome({ more }: { more: ReactNode }) {
  const { data: preferences } = useQuery(preferencesQuery);
  const hasSeenTour = preferences?.tours_seen.includes("start") ?? true;
  return (
    <div className="flex flex-col gap-6 pt-4">
      <div className="flex flex-col items-center text-center">
        <span
          aria-hidden
          className="mb-3 flex size-12 items-center justify-center rounded-xl bg-accent-soft text-accent-text"
        >
          <Bot className="size-6" />
        </span>
        <h2 className="text-lg font-semibold">{agents.emptyTitle}</h2>
        <p className="mt-1 max-w-md text-muted">{welcome.introEmpty}</p>
      </div>
      <ExampleCards />
      <div className="flex flex-wrap justify-center gap-2">
        <Button icon={<Sparkles aria-hidden className="size-4" />} onClick={() => openSketch()}>
          {sketch.action}
        </Button>
        <Link to="/agents/new" className={buttonClass()}>
          <Plus aria-hidden className="size-4" />
          {welcome.draw}
        </Link>
        {more}
        {!hasSeenTour && (
          <Button
            kind="ghost"
            icon={<Compass aria-hidden className="size-4" />}
            onClick={() => startTour("start")}
          >
            {welcome.tour.offer}
          </Button>
        )}
      </div>
    </div>
  );
}
