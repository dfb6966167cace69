import { queryOptions, useQuery } from "@tanstack/react-query";
import { Store } from "lucide-react";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { api, data } from "@/api/client";
import { type Command, useCommands, usePalette } from "@/app/store/commands";
import { shell } from "@/text/en/shell";
import { fill } from "@/text/fill";

const SHOWN = 5;
const LEAST_CHARACTERS = 2;

function titlesQuery(words: string) {
  const q = words.trim().slice(0, 100);
  return queryOptions({
    queryKey: ["store", "titles", q],
    queryFn: async ({ signal }) => {
      const query = { q, limit: SHOWN };
      return (await data(api.GET("/api/v1/store/listings", { params: { query }, signal }))).results;
    },
    enabled: q.length >= LEAST_CHARACTERS,
    staleTime: 60_000,
  });
}

/** Agents of the marketplace that the command bar's words find. */
export function ListingCommands() {
  const navigate = useNavigate();
  const { isOpen, words } = usePalette();
  const query = titlesQuery(words);
  const { data: found } = useQuery({ ...query, enabled: isOpen && query.enabled === true });
  const commands = useMemo(
    () =>
      (isOpen ? (found ?? []) : []).map(({ id, title, subtitle, creator, slug }): Command => ({
        id: `listing ${id}`,
        label: fill(shell.palette.listing, { title, creator: creator.name }),
        group: shell.palette.listings,
        keywords: [subtitle],
        icon: <Store aria-hidden className="size-4" />,
        run: () => void navigate(`/marketplace/${creator.slug}/${slug}`),
      })),
    [found, isOpen, navigate],
  );
  useCommands(commands);
  return null;
}
