import { queryOptions, useQuery } from "@tanstack/react-query";
import { Blocks } from "lucide-react";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { api, data } from "@/api/client";
import { type Command, useCommands, usePalette } from "@/app/store/commands";
import { addBlock } from "@/features/builder/palette/adder";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";

const SHOWN = 6;
const LEAST_CHARACTERS = 2;

function blockNamesQuery(words: string) {
  const search = words.trim().slice(0, 100);
  return queryOptions({
    queryKey: ["blocks", "found", search],
    queryFn: async ({ signal }) => {
      const query = { search, page_size: SHOWN, schemas: false };
      return (await data(api.GET("/api/v1/blocks", { params: { query }, signal }))).results;
    },
    enabled: search.length >= LEAST_CHARACTERS,
    staleTime: Infinity,
  });
}

/** Blocks that the command bar's words find: added to the canvas, or where there is none, shown in the palette of one. */
export function BlockCommands() {
  const navigate = useNavigate();
  const { isOpen, words } = usePalette();
  const query = blockNamesQuery(words);
  const { data: found } = useQuery({ ...query, enabled: isOpen && query.enabled === true });
  const commands = useMemo(
    () =>
      (isOpen ? (found ?? []) : []).map((block): Command => ({
        id: `block ${block.slug}`,
        label: fill(builder.palette.command, { name: block.name }),
        group: builder.palette.title,
        keywords: [block.description, block.slug],
        icon: <Blocks aria-hidden className="size-4" />,
        run: () => {
          if (!addBlock(block.slug)) void navigate(`/agents/new?find=${encodeURIComponent(block.name)}`);
        },
      })),
    [found, isOpen, navigate],
  );
  useCommands(commands);
  return null;
}
