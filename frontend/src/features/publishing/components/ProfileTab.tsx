import { useMutation } from "@tanstack/react-query";
import { BadgeCheck, CircleUser } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { CreatorProfileRead } from "@/api/schema";
import { imagePath, putImage, saveProfile } from "@/features/publishing/api";
import { LinkRows } from "@/features/publishing/components/LinkRows";
import { PictureChooser } from "@/features/publishing/components/PictureChooser";
import { linksOf } from "@/features/publishing/lib/links";
import { publishing } from "@/text/en/publishing";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Input, TextArea } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { toast } from "@/ui/toast";

const words = publishing.profile;
const MOST = { name: 80, bio: 2_000 };

/** What the public sees of a workspace. */
export function ProfileTab({ profile }: { profile: CreatorProfileRead }) {
  const [name, setName] = useState(profile.name);
  const [bio, setBio] = useState(profile.bio);
  const [links, setLinks] = useState(profile.links);
  const [avatar, setAvatar] = useState(profile.avatar);
  const sendable = linksOf(links);
  const saving = useMutation({
    mutationFn: () => saveProfile({ name: name.trim(), bio: bio.trim(), links: sendable ?? [], avatar }),
    meta: { showsError: true },
    onSuccess: () => toast.success(words.saved),
  });
  const errors = fieldErrors(saving.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (sendable !== null) saving.mutate();
  };
  return (
    <Card className="max-w-2xl px-4 py-4 sm:px-6 sm:py-5">
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <div className="flex items-center justify-between gap-3">
          <p className="text-sm text-muted">{words.intro}</p>
          {profile.is_verified && (
            <Badge tone="success">
              <BadgeCheck aria-hidden className="size-3.5" />
              {words.verified}
            </Badge>
          )}
        </div>
        {saving.isError && Object.keys(errors).length === 0 && (
          <Notice tone="danger">{saving.error.message}</Notice>
        )}
        <Avatar avatar={avatar} onChange={setAvatar} error={errors.avatar} />
        <Field label={words.name} error={errors.name} isRequired>
          <Input value={name} maxLength={MOST.name} onChange={(event) => setName(event.target.value)} />
        </Field>
        {profile.slug !== null && (
          <Field label={words.address} hint={words.addressHint}>
            <Input value={profile.slug} readOnly />
          </Field>
        )}
        <Field label={words.bio} hint={words.bioHint} error={errors.bio}>
          <TextArea
            rows={5}
            value={bio}
            maxLength={MOST.bio}
            onChange={(event) => setBio(event.target.value)}
          />
        </Field>
        <LinkRows
          links={links}
          onChange={setLinks}
          error={sendable === null ? words.linkWrong : errors.links}
        />
        <Button
          type="submit"
          kind="primary"
          className="self-start"
          isBusy={saving.isPending}
          disabled={name.trim() === "" || sendable === null}
        >
          {words.save}
        </Button>
      </form>
    </Card>
  );
}

interface AvatarProps {
  avatar: string | null;
  onChange: (id: string | null) => void;
  error: string | undefined;
}

function Avatar({ avatar, onChange, error }: AvatarProps) {
  const putting = useMutation({
    mutationFn: (file: File) => putImage("avatar", file),
    meta: { showsError: true },
    onSuccess: ({ id }) => onChange(id),
  });
  const wrong = putting.error?.message ?? error;
  return (
    <div className="flex items-center gap-4">
      {avatar === null ? (
        <span
          aria-hidden
          className="flex size-16 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent-text"
        >
          <CircleUser className="size-8" />
        </span>
      ) : (
        <img
          src={imagePath(avatar)}
          alt={words.avatarAlt}
          className="size-16 shrink-0 rounded-full object-cover"
        />
      )}
      <div className="flex min-w-0 flex-col gap-1.5">
        <div className="flex flex-wrap gap-2">
          <PictureChooser
            label={words.choose}
            isBusy={putting.isPending}
            onChoose={(file) => putting.mutate(file)}
          />
          {avatar !== null && (
            <Button kind="ghost" onClick={() => onChange(null)}>
              {words.remove}
            </Button>
          )}
        </div>
        <p className="text-xs text-faint">{words.avatarHint}</p>
        {wrong !== undefined && (
          <p role="alert" className="text-xs text-danger-text">
            {wrong}
          </p>
        )}
      </div>
    </div>
  );
}
