import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Check, Download, Ellipsis, GitCompareArrows, History, Pencil, Trash2, Workflow } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useNavigate } from "react-router";
import type { VersionSummary } from "@/api/schema";
import { activateVersion, restoreVersion, versionsQuery } from "@/features/agents/api";
import { DescribeDialog } from "@/features/agents/components/DescribeDialog";
import { useAgentActions } from "@/features/agents/hooks/useAgentActions";
import { useVersionRemoval } from "@/features/agents/hooks/useVersionRemoval";
import { agent } from "@/text/en/agent";
import { builder } from "@/text/en/builder";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Switch } from "@/ui/Checkbox";
import { DropdownMenu, type MenuEntry } from "@/ui/menus";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { RelativeTime } from "@/ui/Time";
import { toast } from "@/ui/toast";

const words = agent.versions;
const DiffDialog = lazy(async () => {
  const { DiffDialog: Component } = await import("@/features/builder/versions/DiffDialog");
  return { default: Component };
});

/** Two versions, the older first. */
interface Pair {
  old: number;
  number: number;
}

export function VersionsTab({ graphId }: { graphId: string }) {
  const [isNamedOnly, setIsNamedOnly] = useState(false);
  const [described, setDescribed] = useState<VersionSummary | null>(null);
  const [compared, setCompared] = useState<Pair | null>(null);
  const versions = useInfiniteQuery(versionsQuery(graphId, isNamedOnly));
  if (versions.isPending) return <Skeleton className="h-40" />;
  if (versions.isError) return <LoadFailed error={versions.error} onRetry={() => void versions.refetch()} />;
  const rows = versions.data.pages.flatMap((page) => page.results);
  const active = rows.find((one) => one.is_active)?.version ?? null;
  return (
    <div className="flex flex-col gap-3">
      <Switch label={words.namedOnly} isChecked={isNamedOnly} onChange={setIsNamedOnly} />
      <Card>
        {rows.length === 0 && <p className="p-6 text-center text-sm text-muted">{words.noneNamed}</p>}
        <ul aria-label={words.list} className="divide-y divide-line">
          {rows.map((version, place) => (
            <Row
              key={version.version}
              graphId={graphId}
              version={version}
              before={rows[place + 1]?.version}
              active={active}
              onCompare={setCompared}
              onDescribe={() => setDescribed(version)}
            />
          ))}
        </ul>
        {versions.hasNextPage && (
          <div className="flex justify-center border-t border-line p-3">
            <Button isBusy={versions.isFetchingNextPage} onClick={() => void versions.fetchNextPage()}>
              {ui.loadMore}
            </Button>
          </div>
        )}
      </Card>
      {compared !== null && (
        <Suspense>
          <DiffDialog graphId={graphId} {...compared} onClose={() => setCompared(null)} />
        </Suspense>
      )}
      {described !== null && (
        <DescribeDialog graphId={graphId} version={described} onClose={() => setDescribed(null)} />
      )}
    </div>
  );
}

interface RowProps {
  graphId: string;
  version: VersionSummary;
  /** The number of the version below it in the list. */
  before: number | undefined;
  /** The number of the active version, where it is known. */
  active: number | null;
  onCompare: (pair: Pair) => void;
  onDescribe: () => void;
}

function Row({ version, ...rest }: RowProps) {
  const { version: number, label, notes, created_by: by } = version;
  return (
    <li className="flex items-start gap-3 px-4 py-3 text-sm">
      <Badge tone={version.is_active ? "accent" : "neutral"} className="mt-0.5 tabular-nums">
        {fill(words.number, { number })}
      </Badge>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className={label === "" ? "text-muted" : "font-medium"}>
            {label === "" ? fill(words.unnamed, { number }) : label}
          </span>
          {version.is_active && <Badge tone="success">{words.active}</Badge>}
        </p>
        {notes !== "" && <p className="mt-0.5 whitespace-pre-wrap text-muted">{notes}</p>}
        <p className="mt-0.5 text-xs text-faint">
          <RelativeTime at={version.created_at} />
          {by !== null && <span> · {by}</span>}
        </p>
      </div>
      <RowMenu version={version} {...rest} />
    </li>
  );
}

function RowMenu({ graphId, version, before, active, onCompare, onDescribe }: RowProps) {
  const navigate = useNavigate();
  const { exportFile } = useAgentActions();
  const remove = useVersionRemoval(graphId);
  const number = version.version;
  const activating = useMutation({
    mutationFn: () => activateVersion(graphId, number),
    onSuccess: () => toast.success(fill(words.activated, { number })),
  });
  const restoring = useMutation({
    mutationFn: () => restoreVersion(graphId, number),
    onSuccess: (made) => toast.success(fill(words.restored, { number, newest: made.version })),
  });
  const others: MenuEntry[] = [
    {
      label: words.activate,
      icon: <Check aria-hidden className="size-4" />,
      onSelect: () => activating.mutate(),
    },
    {
      label: words.restore,
      icon: <History aria-hidden className="size-4" />,
      onSelect: () => restoring.mutate(),
    },
  ];
  const deletion: MenuEntry[] = [
    { kind: "rule" },
    {
      label: words.delete,
      icon: <Trash2 aria-hidden className="size-4" />,
      isDanger: true,
      onSelect: () => void remove(number),
    },
  ];
  const entries: MenuEntry[] = [
    {
      label: words.open,
      icon: <Workflow aria-hidden className="size-4" />,
      onSelect: () => void navigate(`/agents/${graphId}/build?version=${number}`),
    },
    { label: words.rename, icon: <Pencil aria-hidden className="size-4" />, onSelect: onDescribe },
    ...comparable(number, before, active).map((other) => ({
      label: fill(builder.history.compare, { number: other }),
      icon: <GitCompareArrows aria-hidden className="size-4" />,
      onSelect: () => onCompare({ old: Math.min(number, other), number: Math.max(number, other) }),
    })),
    ...(version.is_active ? [] : others),
    {
      label: words.export,
      icon: <Download aria-hidden className="size-4" />,
      onSelect: () => exportFile(graphId, number),
    },
    ...(version.is_active ? [] : deletion),
  ];
  return (
    <DropdownMenu entries={entries}>
      <IconButton label={fill(words.more, { number })} icon={<Ellipsis aria-hidden className="size-4" />} />
    </DropdownMenu>
  );
}

/** The version before, and the one that runs now. */
function comparable(number: number, before: number | undefined, active: number | null): number[] {
  const earlier = before === undefined ? [] : [before];
  return active === null || active === number || active === before ? earlier : [...earlier, active];
}
