import { useMutation } from "@tanstack/react-query";
import { Bot, Ellipsis, EyeOff, FileText, Gavel, Store } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { MyListing } from "@/api/schema";
import { publishAgain, unpublish } from "@/features/publishing/api";
import { AppealDialog } from "@/features/publishing/components/AppealDialog";
import { appealable } from "@/features/publishing/lib/standing";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { confirm } from "@/ui/confirm";
import { DropdownMenu, type MenuEntry } from "@/ui/menus";
import { toast } from "@/ui/toast";

const words = publishing.listings;

/** What a creator may do with one listing. */
export function ListingMenu({ listing }: { listing: MyListing }) {
  const navigate = useNavigate();
  const [isAppealing, setIsAppealing] = useState(false);
  const moving = useMutation({ mutationFn: (move: (of: MyListing) => Promise<void>) => move(listing) });
  const { title: name } = listing;
  const hide = async () => {
    const question = { title: fill(words.unpublishTitle, { name }), text: words.unpublishText };
    if (!(await confirm({ ...question, action: words.unpublish }))) return;
    moving.mutate(unpublish, { onSuccess: () => toast.success(fill(words.unpublished, { name })) });
  };
  const show = () =>
    moving.mutate(publishAgain, { onSuccess: () => toast.success(fill(words.published, { name })) });
  const icons = "size-4";
  const ofGraph: MenuEntry[] = [
    {
      label: words.open,
      icon: <FileText aria-hidden className={icons} />,
      onSelect: () => void navigate(`/agents/${listing.graph_id}/publish`),
    },
    {
      label: words.agent,
      icon: <Bot aria-hidden className={icons} />,
      onSelect: () => void navigate(`/agents/${listing.graph_id}`),
    },
  ];
  const ofState: Partial<Record<MyListing["state"], MenuEntry[]>> = {
    public: [
      {
        label: words.view,
        icon: <Store aria-hidden className={icons} />,
        onSelect: () => void navigate(`/marketplace/${listing.creator}/${listing.slug}`),
      },
      { label: words.unpublish, icon: <EyeOff aria-hidden className={icons} />, onSelect: () => void hide() },
    ],
    unpublished: [{ label: words.publish, icon: <Store aria-hidden className={icons} />, onSelect: show }],
  };
  const against = appealable(listing);
  const appeal: MenuEntry = {
    label: words.appeal,
    icon: <Gavel aria-hidden className={icons} />,
    onSelect: () => setIsAppealing(true),
  };
  const entries = [
    ...(listing.graph_id === null ? [] : ofGraph),
    ...(ofState[listing.state] ?? []),
    ...(against === undefined ? [] : [appeal]),
  ];
  if (entries.length === 0) return null;
  return (
    <>
      <DropdownMenu entries={entries}>
        <IconButton
          label={fill(words.menu, { name })}
          icon={<Ellipsis aria-hidden className="size-4" />}
          disabled={moving.isPending}
        />
      </DropdownMenu>
      {isAppealing && against !== undefined && (
        <AppealDialog listing={listing} against={against} onClose={() => setIsAppealing(false)} />
      )}
    </>
  );
}
