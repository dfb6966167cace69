import { RetentionForm } from "@/features/settings/components/RetentionForm";
import { Section, SettingsFrame } from "@/features/settings/components/SettingsFrame";
import { useCurrentWorkspace } from "@/features/settings/hooks/useCurrentWorkspace";
import { mayAdminister } from "@/features/settings/lib/roles";
import { settings } from "@/text/en/settings";

export function HistoryPage() {
  const current = useCurrentWorkspace();
  return (
    <SettingsFrame title={settings.pages.history} intro={settings.history.intro}>
      <Section>
        <RetentionForm graphId={null} mayChange={current !== undefined && mayAdminister(current.role)} />
      </Section>
    </SettingsFrame>
  );
}
