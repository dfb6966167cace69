import clsx from "clsx";
import { Monitor, Moon, Sun } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { chooseTheme, type Theme, THEMES, useTheme } from "@/app/store/theme";
import { Section, SettingsFrame } from "@/features/settings/components/SettingsFrame";
import { settings } from "@/text/en/settings";
import { shell } from "@/text/en/shell";

const ICONS = { light: Sun, dark: Moon, system: Monitor };

export function AppearancePage() {
  const { theme } = useTheme();
  return (
    <SettingsFrame title={settings.pages.appearance} intro={settings.appearance.intro}>
      <Section>
        <RadioGroup.Root
          aria-label={settings.appearance.theme}
          value={theme}
          onValueChange={(next) => chooseTheme(next as Theme)}
          className="grid gap-3 sm:grid-cols-3"
        >
          {THEMES.map((one) => {
            const Icon = ICONS[one];
            return (
              <RadioGroup.Item
                key={one}
                value={one}
                className={clsx(
                  "flex flex-col items-center gap-2 rounded-lg border p-4 text-sm",
                  one === theme
                    ? "border-accent bg-accent-soft text-accent-text"
                    : "border-line hover:bg-subtle",
                )}
              >
                <Icon aria-hidden className="size-5" />
                {shell.account[one]}
              </RadioGroup.Item>
            );
          })}
        </RadioGroup.Root>
      </Section>
    </SettingsFrame>
  );
}
