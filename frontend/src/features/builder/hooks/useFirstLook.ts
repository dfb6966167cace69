// The look around the builder: by itself the first time, again from the command palette.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { preferencesQuery } from "@/api/preferences";
import { useCommands } from "@/app/store/commands";
import { WIDE } from "@/features/builder/store/canvas";
import { isTouring, leaveTour, startTour } from "@/features/welcome/store/tour";
import { builder } from "@/text/en/builder";
import { welcome } from "@/text/en/welcome";

/** isAsking: something else is asked first; then it waits for another time. */
export function useFirstLook(isAsking: boolean): void {
  const { data: preferences } = useQuery(preferencesQuery);
  const isFirst = preferences !== undefined && !preferences.tours_seen.includes("builder");
  useEffect(() => {
    if (isFirst && !isAsking && !isTouring() && window.matchMedia(WIDE).matches) startTour("builder");
  }, [isFirst, isAsking]);
  useEffect(() => () => leaveTour("builder"), []);
  const commands = useMemo(
    () => [
      {
        id: "tour of the builder",
        label: welcome.tour.commandBuilder,
        group: builder.title,
        run: () => startTour("builder"),
      },
    ],
    [],
  );
  useCommands(commands);
}
