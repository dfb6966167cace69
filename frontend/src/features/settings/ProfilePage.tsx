import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { api, data } from "@/api/client";
import { fieldErrors } from "@/api/error";
import { meQuery } from "@/api/me";
import { queryClient } from "@/api/queryClient";
import type { UserRead } from "@/api/schema";
import { Section, SettingsFrame } from "@/features/settings/components/SettingsFrame";
import { settings } from "@/text/en/settings";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

const words = settings.profile;
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const ZONES = Intl.supportedValuesOf("timeZone");

export function ProfilePage() {
  const me = useQuery(meQuery);
  return (
    <SettingsFrame title={settings.pages.profile} intro={words.intro}>
      <Section>
        {me.isPending && <Skeleton className="h-48" />}
        {me.isError && <LoadFailed error={me.error} onRetry={() => void me.refetch()} />}
        {me.data !== undefined && <Form me={me.data} />}
      </Section>
    </SettingsFrame>
  );
}

function Form({ me }: { me: UserRead }) {
  const [name, setName] = useState(me.name);
  const [timezone, setTimezone] = useState(me.timezone);
  const saving = useMutation({
    mutationFn: () =>
      data(api.PATCH("/api/v1/me", { body: { name: name.trim(), timezone: timezone.trim() } })),
    onSuccess: (saved) => {
      queryClient.setQueryData(meQuery.queryKey, saved);
      toast.success(settings.saved);
    },
  });
  const errors = fieldErrors(saving.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const useBrowsers = timezone !== HERE && (
    <button type="button" className="font-medium text-accent-text" onClick={() => setTimezone(HERE)}>
      {fill(words.useBrowser, { zone: HERE })}
    </button>
  );
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label={words.name} error={errors.name}>
        <Input
          value={name}
          maxLength={100}
          autoComplete="name"
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label={words.email} hint={words.emailHint}>
        <Input value={me.email} readOnly />
      </Field>
      <Field
        label={words.timezone}
        hint={fill(words.timezoneHint, { zone: HERE })}
        error={errors.timezone}
        aside={useBrowsers}
      >
        <Input
          value={timezone}
          list="time-zones"
          maxLength={64}
          autoComplete="off"
          onChange={(event) => setTimezone(event.target.value)}
        />
      </Field>
      <datalist id="time-zones">
        {ZONES.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <Button type="submit" kind="primary" className="self-start" isBusy={saving.isPending}>
        {words.save}
      </Button>
    </form>
  );
}
