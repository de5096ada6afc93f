import net from 'node:net';
import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';

/** Milliseconds: uvicorn, on which LiteLLM runs, closes idle connections after five seconds, and a request must not meet that. */
const KEEP_ALIVE_MS = 4_000;

/** System proxies, as the usual environment variables give them. */
export interface NetworkConfig {
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
}

const LOOPBACK = new net.BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** @returns whether this host is the machine itself: such traffic is never sent through a system proxy */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost') || host === '0.0.0.0' || host === '::') return true;
  const family = net.isIP(host);
  return family !== 0 && LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** @returns whether requests to this address would leave through a system proxy (`NO_PROXY` and loopback considered) */
export function isProxied(url: URL, network: NetworkConfig): boolean {
  const proxy = url.protocol === 'https:' || url.protocol === 'wss:' ? network.httpsProxy : network.httpProxy;
  return Boolean(proxy) && !isLoopback(url.hostname) && !isExcluded(url, network.noProxy);
}

/** `NO_PROXY` as curl and undici read it: names match themselves and what ends in them, `*` is everything, a port must fit. */
function isExcluded(url: URL, noProxy = ''): boolean {
  const port = Number(url.port) || (url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80);
  const entries = noProxy.split(/[,\s]+/).filter(Boolean);
  return entries.some((entry) => {
    if (entry === '*') return true;
    // Without its brackets the end of an IPv6 address would read as a port.
    const [, name = '', entryPort] = /^(.+?)(?::(\d+))?$/.exec(net.isIPv6(entry) ? `[${entry}]` : entry) ?? [];
    if (entryPort !== undefined && Number(entryPort) !== port) return false;
    const suffix = name.replace(/^\*?\./, '').toLowerCase();
    const host = url.hostname.toLowerCase();
    return host === suffix || host.endsWith(`.${suffix}`);
  });
}

/**
 * A pool of connections for one address.
 * @param connections at most so many at a time; further requests wait
 * @param keepAlive false opens a new connection for each request, as a look from outside should
 */
export function createDispatcher(url: URL, network: NetworkConfig, connections: number, keepAlive = true): Dispatcher {
  const options = { connections, keepAliveTimeout: KEEP_ALIVE_MS, connect: { timeout: 3_000 }, ...(!keepAlive && { pipelining: 0 }) };
  if (!isProxied(url, network)) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: network.httpProxy ?? '',
    httpsProxy: network.httpsProxy ?? '',
    noProxy: network.noProxy ?? '',
  });
}
