import { useMutation, useQuery } from "@tanstack/react-query";
import type { SettingsJson, WishJson } from "@/api/schema";
import { changeWishes, wishesQuery } from "@/features/notifications/api";
import { BrowserPush } from "@/features/settings/components/BrowserPush";
import { SettingsFrame } from "@/features/settings/components/SettingsFrame";
import { notifications } from "@/text/en/notifications";
import { fill } from "@/text/fill";
import { Card } from "@/ui/Card";
import { Switch } from "@/ui/Checkbox";
import { LoadFailed } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Spinner";
import { type Column, Table } from "@/ui/Table";

const words = notifications.page;
type Kind = keyof SettingsJson;
const KINDS = Object.keys(words.kinds) as Kind[];
const MAILS = (["off", "immediate", "daily", "weekly"] as const).map((value) => ({
  value,
  label: words.mails[value],
}));

const NARROW = "max-sm:px-2!"; // all four fit a phone

interface Row {
  kind: Kind;
  wish: WishJson;
  onChange: (wish: WishJson) => void;
}

const COLUMNS: readonly Column<Row>[] = [
  { id: "kind", header: words.kind, className: `w-full ${NARROW}`, cell: ({ kind }) => words.kinds[kind] },
  {
    id: "app",
    header: words.app,
    className: NARROW,
    cell: ({ kind, wish, onChange }) => (
      <Switch
        label={<span className="sr-only">{fill(words.appOf, { kind: words.kinds[kind] })}</span>}
        isChecked={wish.app === true}
        onChange={(app) => onChange({ app })}
      />
    ),
  },
  {
    id: "mail",
    header: words.mail,
    className: NARROW,
    cell: ({ kind, wish, onChange }) => (
      <Select
        label={fill(words.mailOf, { kind: words.kinds[kind] })}
        value={wish.mail ?? "off"}
        choices={MAILS}
        onChange={(mail) => onChange({ mail })}
        className="h-8! w-36! max-sm:w-26!"
      />
    ),
  },
  {
    id: "push",
    header: words.push,
    className: NARROW,
    cell: ({ kind, wish, onChange }) => (
      <Switch
        label={<span className="sr-only">{fill(words.pushOf, { kind: words.kinds[kind] })}</span>}
        isChecked={wish.push === true}
        onChange={(push) => onChange({ push })}
      />
    ),
  },
];

/** What a person is told of, and by which way. */
export function NotificationsPage() {
  const wishes = useQuery(wishesQuery);
  const saving = useMutation({ mutationFn: changeWishes });
  const rows = KINDS.map((kind) => ({
    kind,
    wish: { ...wishes.data?.[kind], ...(saving.isPending && saving.variables[kind]) },
    onChange: (wish: WishJson) => saving.mutate({ [kind]: wish }),
  }));
  return (
    <SettingsFrame title={words.title} intro={words.intro}>
      <Card className="overflow-hidden">
        {wishes.isPending && <Skeleton className="m-4 h-48" />}
        {wishes.isError && <LoadFailed error={wishes.error} onRetry={() => void wishes.refetch()} />}
        {wishes.data !== undefined && (
          <Table label={words.title} columns={COLUMNS} rows={rows} keyOf={(row) => row.kind} />
        )}
      </Card>
      <p className="text-xs text-faint">{words.mailHint}</p>
      <BrowserPush />
    </SettingsFrame>
  );
}
