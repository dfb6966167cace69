// What menus, selects and popovers have in common.
export const PANEL =
  "z-50 max-w-[calc(100vw-1rem)] animate-appear overflow-auto rounded-lg border border-line bg-raised p-1 text-sm shadow-float";
export const ITEM =
  "flex h-8 cursor-default items-center gap-2 rounded-md px-2 outline-none select-none data-highlighted:bg-subtle dark:data-highlighted:bg-line data-disabled:not-data-[disabled=false]:opacity-50";
export const HEADING = "px-2 pt-2 pb-1 text-xs font-medium text-faint";
export const RULE = "-mx-1 my-1 h-px bg-line";
