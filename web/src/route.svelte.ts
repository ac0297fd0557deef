/** Which screen is shown. In the hash, since a hosted page does not choose its path. */

export type ScreenName = 'today' | 'review' | 'frames' | 'fleet';

export interface Route {
  readonly screen: ScreenName;
  readonly service: string;
  readonly camera: string;
  /** What a link to frames asks for. */
  readonly query: URLSearchParams;
}

const SCREENS: readonly string[] = ['today', 'review', 'frames', 'fleet'];

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const asked = new URLSearchParams(query);
  const screen = SCREENS.includes(path) ? (path as ScreenName) : 'today';
  return { screen, service: asked.get('service') ?? '', camera: asked.get('camera') ?? '', query: asked };
}

export function link(screen: ScreenName, chosen: { service: string; camera: string }, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ service: chosen.service, camera: chosen.camera, ...more });
  for (const [name, value] of [...query]) if (!value) query.delete(name);
  const asked = query.toString();
  return `#/${screen}${asked ? `?${asked}` : ''}`;
}

export class Router {
  route = $state.raw<Route>(readRoute(location.hash));

  start(): () => void {
    const changed = (): void => void (this.route = readRoute(location.hash));
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }
}
