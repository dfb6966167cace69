import { type Told, toldOf } from "@/features/marketplace/lib/inWords";
import { marketplace } from "@/text/en/marketplace";

const { page: words } = marketplace;

interface PinsProps {
  schema: unknown;
  /** Said where there are none. */
  empty: string;
  /** Whether it is said which of them may be left out. */
  isInput?: boolean;
}

/** What an agent asks for or gives, in words. */
export function Pins({ schema, empty, isInput = false }: PinsProps) {
  const pins = toldOf(schema);
  if (pins.length === 0) return <p className="text-sm text-muted">{empty}</p>;
  return (
    <dl className="flex flex-col divide-y divide-line">
      {pins.map((pin) => (
        <Pin key={pin.name} pin={pin} isOptional={isInput && !pin.isRequired} />
      ))}
    </dl>
  );
}

function Pin({ pin, isOptional }: { pin: Told; isOptional: boolean }) {
  return (
    <div className="flex flex-col gap-0.5 py-2 first:pt-0">
      <dt className="flex flex-wrap items-baseline gap-x-2 text-sm font-medium">
        {pin.label}
        <span className="text-xs font-normal text-faint">
          {isOptional ? `${pin.kind}, ${words.optional}` : pin.kind}
        </span>
      </dt>
      {pin.description !== "" && <dd className="text-sm text-muted">{pin.description}</dd>}
    </div>
  );
}
