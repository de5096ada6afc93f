import { name } from './escape.js';

/** The proxy that the environment describes, which needs no name as long as it is the only one. */
export const DEFAULT_PROXY = 'default';

/** @returns ` on staging`, or nothing for the default proxy */
export function onProxy(proxy: string): string {
  return proxy === DEFAULT_PROXY ? '' : ` on ${name(proxy)}`;
}

/** @returns `LiteLLM staging`, or `LiteLLM` for the default proxy */
export function proxyTitle(proxy: string): string {
  return proxy === DEFAULT_PROXY ? 'LiteLLM' : `LiteLLM ${name(proxy)}`;
}
