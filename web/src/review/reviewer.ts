/** Who reviews in this browser, as they call themselves. */

const PLACE = 'driftwatch.reviewer';

/** Without a name a browser gets one of its own, so that it finds the frames again that it was shown. */
export function readReviewer(storage: Storage): string {
  const kept = storage.getItem(PLACE);
  if (kept) return kept;
  const made = `page-${Math.floor(Math.random() * 0x10000).toString(16).padStart(4, '0')}`;
  try {
    storage.setItem(PLACE, made);
  } catch {
    // Then it has another name after the next start, and its frames come back when their lease has run out.
  }
  return made;
}

export function keepReviewer(storage: Storage, name: string): void {
  storage.setItem(PLACE, name);
}
