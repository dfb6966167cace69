// How a run gets what is on the canvas saved first: the page says how it saves.

/** Gives whether the document is now a version of an agent. */
type Save = () => Promise<boolean>;

let offered: Save | null = null;

/** The page offers its own way of saving. Gives the function that takes it back. */
export function offerSave(save: Save): () => void {
  offered = save;
  return () => {
    if (offered === save) offered = null;
  };
}

export function saveNow(): Promise<boolean> {
  return offered === null ? Promise.resolve(false) : offered();
}
