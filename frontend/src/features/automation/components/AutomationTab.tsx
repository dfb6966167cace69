import type { GraphRead } from "@/api/schema";
import { PresetList } from "@/features/automation/components/PresetList";
import { ScheduleList } from "@/features/automation/components/ScheduleList";
import { TriggerList } from "@/features/automation/components/TriggerList";

/** What starts one agent, and with what. */
export function AutomationTab({ graph }: { graph: GraphRead }) {
  return (
    <div className="flex flex-col gap-4">
      <ScheduleList graphId={graph.id} />
      <TriggerList graph={graph} />
      <PresetList graph={graph} />
    </div>
  );
}
