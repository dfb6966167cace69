/** Give a node on the canvas the focus, once it is drawn. */
export function focusNode(nodeId: string): void {
  requestAnimationFrame(() => {
    const found = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`);
    found?.focus({ preventScroll: true });
  });
}

/** Whether keys are meant for the canvas: the focus is in it, or nowhere. */
export function isOnCanvas(): boolean {
  const { activeElement } = document;
  return (
    activeElement === document.body ||
    activeElement?.closest("[data-canvas]") != null ||
    activeElement?.id === "content"
  );
}
