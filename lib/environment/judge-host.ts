import { addressKind } from './address.js';
import { isUnder, managedProvider } from './managed-hosts.js';

/** What a host is by its name alone; nothing is resolved. */
export type HostJudgement =
  /** This machine: not proof of anything (tunnels and proxies end here). */
  | { readonly kind: 'local' }
  /** A name or an address that cannot be reached from elsewhere. */
  | { readonly kind: 'neutral' }
  | { readonly kind: 'hosted'; readonly provider: string }
  | { readonly kind: 'unknown' };

/** Reserved for, or given out by, local networks and clusters. */
const neutralDomains: readonly string[] = ['local', 'localhost', 'svc', 'test', 'lan', 'docker.internal'];

export function judgeHost(host: string): HostJudgement {
  const name = normalizeHost(host);
  if (isSocketPath(name)) return isUnderPath(name, '/cloudsql') ? hosted('Google Cloud SQL') : { kind: 'local' };
  const address = addressKind(name);
  if (address !== undefined)
    return { kind: ({ loopback: 'local', private: 'neutral', public: 'unknown' } as const)[address] };
  if (name === 'localhost.localdomain' || isUnder(name, 'localhost')) return { kind: 'local' };
  const provider = managedProvider(name);
  if (provider !== undefined) return hosted(provider);
  if (!name.includes('.') || neutralDomains.some((domain) => isUnder(name, domain))) return { kind: 'neutral' };
  return isUnder(name, 'internal') ? hosted("a provider's private network") : { kind: 'unknown' };
}

/** Lower case, without port, brackets and trailing dots; a percent-encoded socket path decoded. */
export function normalizeHost(host: string): string {
  const text = host.trim();
  if (/^%2f/i.test(text)) return text.replace(/%2f/gi, '/').replace(/%3a/gi, ':').replace(/%2e/gi, '.');
  if (isSocketPath(text)) return text;
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(text);
  const bare = bracketed?.[1] ?? text.replace(/^([^:]*):\d+$/, '$1');
  return bare.replace(/\.+$/, '').toLowerCase();
}

/** Unix sockets (`/var/run/postgresql`, Linux abstract names) and Windows pipes. */
export function isSocketPath(host: string): boolean {
  return /^(\/|@|\\\\)/.test(host);
}

function isUnderPath(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

function hosted(provider: string): HostJudgement {
  return { kind: 'hosted', provider };
}
