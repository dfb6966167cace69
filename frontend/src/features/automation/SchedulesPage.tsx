import { ScheduleList } from "@/features/automation/components/ScheduleList";
import { TriggerList } from "@/features/automation/components/TriggerList";
import { automation } from "@/text/en/automation";
import { Page } from "@/ui/Page";

/** All that starts the workspace's agents by itself. */
export function SchedulesPage() {
  return (
    <Page title={automation.title} intro={automation.intro}>
      <ScheduleList graphId={null} />
      <TriggerList graph={null} />
    </Page>
  );
}
