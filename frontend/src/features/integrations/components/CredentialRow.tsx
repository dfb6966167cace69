import { Users } from "lucide-react";
import type { CredentialRead } from "@/api/schema";
import { CredentialMenu } from "@/features/integrations/components/CredentialMenu";
import { integrations as words } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { RelativeTime } from "@/ui/Time";

const TONES: Record<CredentialRead["state"], Tone> = {
  ok: "success",
  expired: "warning",
  refused: "danger",
  revoked: "neutral",
};

interface CredentialRowProps {
  credential: CredentialRead;
  /** Just connected. */
  isNew: boolean;
  onReconnect: () => void;
}

/** One credential: what it is, how it does, and what can be done with it. */
export function CredentialRow({ credential, isNew, onReconnect }: CredentialRowProps) {
  const { title, state, state_reason: reason, is_mine: isMine } = credential;
  return (
    <li
      data-new={isNew || undefined}
      className="flex flex-col gap-2 border-t border-line px-4 py-3 data-[new]:bg-accent-soft/50"
    >
      <div className="flex items-center gap-3">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="truncate font-medium">{title}</span>
            <Badge tone={TONES[state]}>{words.states[state]}</Badge>
            {credential.is_shared && (
              <Badge>
                <Users aria-hidden className="size-3" />
                {isMine ? words.shared : words.sharedBy}
              </Badge>
            )}
          </p>
          <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-faint">
            <span>{words.kinds[credential.kind]}</span>
            {details(credential).map((detail) => (
              <span key={detail} className="truncate">
                {detail}
              </span>
            ))}
            <span>
              {words.used}{" "}
              {credential.last_used_at === null ? words.never : <RelativeTime at={credential.last_used_at} />}
            </span>
          </p>
        </div>
        {state !== "ok" && isMine && (
          <Button size="small" onClick={onReconnect}>
            {words.actions.reconnect}
          </Button>
        )}
        <CredentialMenu credential={credential} onReconnect={onReconnect} />
      </div>
      {state !== "ok" && (
        <p className="text-sm text-muted">
          {words.advice[state]} {reason}
        </p>
      )}
    </li>
  );
}

function details({ account, last_four: digits, host, base_url: address }: CredentialRead): string[] {
  return [
    ...(account === "" ? [] : [fill(words.account, { account })]),
    ...(digits === "" ? [] : [fill(words.endsWith, { digits })]),
    ...(host === "" ? [] : [fill(words.forHost, { host })]),
    ...(address === "" ? [] : [address]),
  ];
}
