// What else can be done with a part of a shown value: it is dragged somewhere, or used by a menu.
import { createContext, type DragEvent, use } from "react";
import type { Path } from "@/values/lib/tree";

export interface FieldUse {
  label: string;
  startDrag: (event: DragEvent, path: Path) => void;
  use: (path: Path) => void;
}

export const FieldUseContext = createContext<FieldUse | null>(null);

export function useFieldUse(): FieldUse | null {
  return use(FieldUseContext);
}
