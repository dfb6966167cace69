import { useMutation, useQuery } from "@tanstack/react-query";
import { changePreferences, preferencesQuery } from "@/api/preferences";
import { type Chosen, clashes, withKeys, withUsual } from "@/app/lib/keyChoices";
import { SHORTCUT_IDS, SHORTCUTS } from "@/app/shortcuts";
import { takeKeys } from "@/app/store/shortcuts";
import { SettingsFrame } from "@/features/settings/components/SettingsFrame";
import { ShortcutRow } from "@/features/settings/components/ShortcutRow";
import { settings } from "@/text/en/settings";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";

const words = settings.shortcuts;
const GROUPS = [...Map.groupBy(SHORTCUT_IDS, (id) => SHORTCUTS[id].group)];

/** Every shortcut of the app, to be given other keys. */
export function ShortcutsPage() {
  const preferences = useQuery(preferencesQuery);
  const saving = useMutation({
    mutationFn: (next: Chosen) => changePreferences({ shortcuts: { ...next } }),
    onMutate: takeKeys,
    onError: () => takeKeys(preferences.data?.shortcuts ?? {}),
  });
  const chosen = saving.isPending ? saving.variables : (preferences.data?.shortcuts ?? {});
  const clashing = clashes(SHORTCUTS, chosen);
  const resetAll = (
    <Button disabled={Object.keys(chosen).length === 0} onClick={() => saving.mutate({})}>
      {words.resetAll}
    </Button>
  );
  return (
    <SettingsFrame title={words.title} intro={words.intro} actions={resetAll}>
      {preferences.isPending && <Skeleton className="h-96" />}
      {preferences.isError && (
        <LoadFailed error={preferences.error} onRetry={() => void preferences.refetch()} />
      )}
      {preferences.data !== undefined &&
        GROUPS.map(([group, ids]) => (
          <Card key={group} className="px-4 py-3">
            <h3 className="mb-1 font-semibold">{group}</h3>
            <ul aria-label={group} className="divide-y divide-line">
              {ids.map((id) => (
                <ShortcutRow
                  key={id}
                  id={id}
                  chosen={chosen}
                  clash={clashing.get(id)}
                  onChoose={(keys) => saving.mutate(withKeys(id, keys, SHORTCUTS, chosen))}
                  onReset={() => saving.mutate(withUsual(id, chosen))}
                />
              ))}
            </ul>
          </Card>
        ))}
    </SettingsFrame>
  );
}
