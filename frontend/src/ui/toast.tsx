import { Toaster, toast as sonner } from "sonner";
import { ui } from "@/text/en/ui";

interface Action {
  label: string;
  onClick: () => void;
}

/** Short news at the edge of the screen. What people must not miss belongs into the page. */
export const toast = {
  info: (text: string, action?: Action) => show(sonner, text, action),
  success: (text: string, action?: Action) => show(sonner.success, text, action),
  error: (text: string, action?: Action) => show(sonner.error, text, action),
};

function show(
  kind: (text: string, options?: { action?: Action }) => unknown,
  text: string,
  action?: Action,
): void {
  kind(text, action ? { action } : {});
}

/** Once in the app. */
export function ToastHost({ theme }: { theme: "light" | "dark" }) {
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      containerAriaLabel={ui.notifications}
      closeButton
      toastOptions={{
        classNames: {
          toast: "!bg-raised !text-text !border-line !shadow-float !text-sm !font-sans",
          closeButton: "!bg-raised !text-muted !border-line",
          error: "[&_[data-icon]]:!text-danger-text",
          success: "[&_[data-icon]]:!text-success-text",
        },
      }}
    />
  );
}
