const MOST_FRAMES = 30;

/** Give a node on the canvas the focus, once it is drawn. */
export function focusNode(nodeId: string): void {
  let tries = 0;
  const attempt = () => {
    const found = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`);
    found?.focus({ preventScroll: true });
    tries += 1;
    // A new node is hidden until it was measured, some frames later.
    if (document.activeElement !== found && tries < MOST_FRAMES) requestAnimationFrame(attempt);
  };
  requestAnimationFrame(attempt);
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
