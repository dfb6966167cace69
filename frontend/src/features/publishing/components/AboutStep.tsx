import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { versionsQuery } from "@/features/agents/api";
import { categoriesQuery } from "@/features/marketplace/api";
import type { DraftForm } from "@/features/publishing/hooks/useDraft";
import { tagsOf } from "@/features/publishing/lib/said";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Checkbox } from "@/ui/Checkbox";
import { Field } from "@/ui/Field";
import { Input, TextArea } from "@/ui/Input";
import { Select } from "@/ui/Select";

const words = publishing.about;
const MOST = { title: 80, subtitle: 160, text: 10_000, changelog: 4_000, categories: 3 };

interface AboutStepProps {
  form: DraftForm;
  graphId: string;
  /** An earlier version was offered. */
  isUpdate: boolean;
}

export function AboutStep({ form, graphId, isUpdate }: AboutStepProps) {
  const { said, change, errors } = form;
  const description = { count: said.description.length.toLocaleString("en"), most: "10,000" };
  return (
    <div className="flex flex-col gap-4">
      <Field label={words.title} error={errors.title} isRequired>
        <Input
          value={said.title}
          maxLength={MOST.title}
          onChange={(event) => change({ title: event.target.value })}
        />
      </Field>
      <Field label={words.subtitle} hint={words.subtitleHint} error={errors.subtitle} isRequired>
        <Input
          value={said.subtitle}
          maxLength={MOST.subtitle}
          onChange={(event) => change({ subtitle: event.target.value })}
        />
      </Field>
      {isUpdate && (
        <Field label={words.changelog} hint={words.changelogHint} error={errors.changelog}>
          <TextArea
            value={said.changelog}
            maxLength={MOST.changelog}
            onChange={(event) => change({ changelog: event.target.value })}
          />
        </Field>
      )}
      <Field
        label={words.description}
        hint={fill(words.descriptionHint, description)}
        error={errors.description}
        isRequired
      >
        <TextArea
          rows={7}
          value={said.description}
          maxLength={MOST.text}
          onChange={(event) => change({ description: event.target.value })}
        />
      </Field>
      <Field label={words.instructions} hint={words.instructionsHint} error={errors.instructions}>
        <TextArea
          value={said.instructions}
          maxLength={MOST.text}
          onChange={(event) => change({ instructions: event.target.value })}
        />
      </Field>
      <Categories form={form} />
      <Field
        label={words.tags}
        hint={words.tagsHint}
        error={tagsOf(said.tags) === null ? words.tagsWrong : errors.tags}
      >
        <Input value={said.tags} maxLength={400} onChange={(event) => change({ tags: event.target.value })} />
      </Field>
      <VersionField form={form} graphId={graphId} />
    </div>
  );
}

function Categories({ form: { said, change, errors } }: { form: DraftForm }) {
  const { data: categories } = useQuery(categoriesQuery);
  const isFull = said.categories.length >= MOST.categories;
  const toggle = (slug: string, isChosen: boolean) =>
    change({
      categories: isChosen ? [...said.categories, slug] : said.categories.filter((one) => one !== slug),
    });
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="text-sm font-medium">{words.categories}</legend>
      <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2 xl:grid-cols-3">
        {categories?.map(({ slug, name }) => (
          <Checkbox
            key={slug}
            label={name}
            isChecked={said.categories.includes(slug)}
            isDisabled={isFull && !said.categories.includes(slug)}
            onChange={(isChosen) => toggle(slug, isChosen)}
          />
        ))}
      </div>
      <p className="text-xs text-faint">{errors.categories ?? words.categoriesHint}</p>
    </fieldset>
  );
}

function VersionField({ form: { said, change, errors }, graphId }: { form: DraftForm; graphId: string }) {
  const { data: pages } = useInfiniteQuery(versionsQuery(graphId, false));
  const versions = pages?.pages.flatMap((page) => page.results) ?? [];
  const known = versions.map(({ version, label }) => ({
    value: String(version),
    label: label
      ? fill(words.versionNamed, { number: version, label })
      : fill(words.versionChoice, { number: version }),
  }));
  const chosen = String(said.graphVersion);
  const isListed = known.some(({ value }) => value === chosen);
  const older = { value: chosen, label: fill(words.versionChoice, { number: chosen }) };
  return (
    <Field label={words.version} hint={words.versionHint} error={errors.graph_version}>
      <Select
        value={chosen}
        choices={isListed ? known : [...known, older]}
        onChange={(value) => change({ graphVersion: Number(value) })}
        className="max-w-xs"
      />
    </Field>
  );
}
