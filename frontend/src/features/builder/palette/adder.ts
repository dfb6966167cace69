// How a block gets onto the canvas from elsewhere on the page: the palette says how it places them.

/** slug: of the block. */
type Add = (slug: string) => void;

let offered: Add | null = null;

/** The palette offers its own way. Gives the function that takes it back. */
export function offerAdding(add: Add): () => void {
  offered = add;
  return () => {
    if (offered === add) offered = null;
  };
}

/** Gives whether there is a canvas to add it to. */
export function addBlock(slug: string): boolean {
  offered?.(slug);
  return offered !== null;
}
