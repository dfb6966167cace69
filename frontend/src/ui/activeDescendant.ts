const NAME = "aria-activedescendant";

/**
 * A ref for a list with a search field: cmdk goes on naming an entry as the active one after it is gone, which
 * screen readers cannot follow. It names another one as soon as one is chosen.
 */
export function dropGoneDescendant(root: HTMLElement | null): (() => void) | undefined {
  if (root === null) return undefined;
  const observer = new MutationObserver(() => {
    for (const element of root.querySelectorAll(`[${NAME}]`)) {
      if (document.getElementById(element.getAttribute(NAME) ?? "") === null) element.removeAttribute(NAME);
    }
  });
  observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: [NAME, "id"] });
  return () => observer.disconnect();
}
