/** Parts of the page that its first figures do without: each is a file of its own, fetched once. */

function once<Part>(fetch: () => Promise<Part>): () => Promise<Part> {
  let fetched: Promise<Part> | null = null;
  return () =>
    (fetched ??= fetch().catch((thrown: unknown) => {
      fetched = null;
      throw thrown;
    }));
}

export const chart = once(() => import('./Trend.svelte'));
export const review = once(() => import('../screens/Review.svelte'));
export const frames = once(() => import('../screens/Frames.svelte'));
export const fleet = once(() => import('../screens/Fleet.svelte'));
export const connect = once(() => import('../screens/Connect.svelte'));

/** Fetches the other screens while nothing else is done, so that each opens at once, whatever ends meanwhile. */
export function fetchRest(): void {
  for (const part of [chart, review, frames]) part().catch(() => undefined);
}
