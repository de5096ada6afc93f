/** Who may talk to the page's server: this computer's own browser, showing this very page. */
import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/** Nothing but the page's own two files, and its own socket. */
export const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** A name that only this computer answers to: another one was pointed here by its DNS. */
export function isOwnHost(request: IncomingMessage): boolean {
  return LOOPBACK.test(request.headers.host ?? '');
}

/** WebSockets know no same-origin policy: any site that is open in the browser could connect. */
export function isOwnOrigin(request: IncomingMessage): boolean {
  return isOwnHost(request) && request.headers.origin?.toLowerCase() === `http://${request.headers.host?.toLowerCase()}`;
}
