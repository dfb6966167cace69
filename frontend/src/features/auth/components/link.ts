export const LINK = "rounded-sm font-medium text-accent-text underline-offset-2 hover:underline";
