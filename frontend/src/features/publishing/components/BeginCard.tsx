import { useMutation } from "@tanstack/react-query";
import { Store } from "lucide-react";
import type { GraphRead, MyListing } from "@/api/schema";
import { startSubmission } from "@/features/publishing/api";
import { publishing } from "@/text/en/publishing";
import { Button } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { Notice } from "@/ui/Page";

const words = publishing.lead;

/** Nothing is under way: the way to begin. */
export function BeginCard({ graph, listing }: { graph: GraphRead; listing: MyListing | null }) {
  const starting = useMutation({
    mutationFn: () => startSubmission(graph.id),
    meta: { showsError: true },
  });
  if (listing?.state === "taken_down") return <Notice tone="danger">{words.takenDown}</Notice>;
  const { title, text, action } = words[leadOf(listing)];
  return (
    <Card>
      <EmptyState
        icon={<Store className="size-6" />}
        title={title}
        text={text}
        action={
          <div className="flex flex-col items-center gap-3">
            <Button kind="primary" isBusy={starting.isPending} onClick={() => starting.mutate()}>
              {action}
            </Button>
            {starting.isError && <Notice tone="danger">{starting.error.message}</Notice>}
          </div>
        }
      />
    </Card>
  );
}

function leadOf(listing: MyListing | null): "begin" | "next" | "again" {
  if (listing?.decided?.state === "rejected") return "again";
  return listing === null || listing.version === null ? "begin" : "next";
}
