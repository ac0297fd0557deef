/** Asks again and again, never twice at once; a hidden tab rests and catches up when it is looked at. */

export interface Poll {
  /** Asks at once, in place of waiting. */
  now(): void;
  stop(): void;
}

const SLOWEST = 3000; // milliseconds between two attempts, whatever fails

/** work: gives how many milliseconds to wait before it is called again, or rejects: then the wait doubles. */
export function poll(work: () => Promise<number>, document: Document = globalThis.document): Poll {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let runs = false;
  let again = false;
  let stopped = false;
  let wait = 500;

  async function run(): Promise<void> {
    clearTimeout(timer);
    if (runs) {
      again = true;
      return;
    }
    runs = true;
    again = false;
    let pause: number;
    try {
      pause = await work();
      wait = 500;
    } catch {
      wait = Math.min(2 * wait, SLOWEST);
      pause = wait;
    }
    runs = false;
    if (stopped) return;
    if (again) return void run();
    timer = setTimeout(() => void run(), pause);
  }

  function seen(): void {
    if (!document.hidden) void run();
  }

  document.addEventListener('visibilitychange', seen);
  void run();
  return {
    now: () => void run(),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    },
  };
}
