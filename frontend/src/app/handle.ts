/** id of the main part of a page: where "skip to content" and the focus go. */
export const CONTENT = "content";

/** What a route says of its page. */
export interface Handle {
  /** Of the document. */
  title: string;
  /** The page fills the window beside the navigation and scrolls itself, as the builder does. */
  isFullHeight?: boolean;
  /** People who are not signed in see it too. */
  isPublic?: boolean;
}
