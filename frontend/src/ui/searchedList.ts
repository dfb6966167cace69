const NAME = "aria-activedescendant";

/**
 * A ref for a cmdk list with a search field, which mends two of its habits. It goes on naming an entry as the active
 * one after it is gone, which screen readers cannot follow; it names another one as soon as one is chosen. And where
 * the marked line of a list changes while any field with `cmdk-input` has the focus, it moves the focus to its own
 * field: what people type in one list would go to another behind it.
 */
export function searchedList(root: HTMLElement | null): (() => void) | undefined {
  if (root === null) return undefined;
  root.querySelector("[cmdk-input]")?.removeAttribute("cmdk-input");
  const observer = new MutationObserver(() => {
    for (const element of root.querySelectorAll(`[${NAME}]`)) {
      if (document.getElementById(element.getAttribute(NAME) ?? "") === null) element.removeAttribute(NAME);
    }
  });
  observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: [NAME, "id"] });
  return () => observer.disconnect();
}
