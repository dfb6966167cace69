// Web pages that steps give, shown in a frame: as paper, or in the reader's theme where nothing can break.
const LOOKS = /<(?:style|link|font|svg|img|picture|canvas)\b|\s(?:style|bgcolor|color|text|background)\s*=/i;
const FOLLOWS_THEME = '<meta name="color-scheme" content="light dark">';

/** Whether a page leaves all colours to the browser, so that it can be dark without a word going under. */
export function isPlainPage(html: string): boolean {
  return !LOOKS.test(html);
}

/** The same page, light or dark as what is around it. */
export function inTheme(html: string): string {
  return html.replace(/^\s*(?:<!doctype[^>]*>)?/i, (begin) => begin + FOLLOWS_THEME);
}
