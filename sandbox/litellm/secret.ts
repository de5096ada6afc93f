import { createHash, randomBytes } from 'node:crypto';

/** SHA-256 of the secret: "token" in LiteLLM's tables (`hash_token`). */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** The hash of a secret, and a hash as it is. */
export function toHash(secretOrHash: string): string {
  return secretOrHash.startsWith('sk-') ? hashOf(secretOrHash) : secretOrHash;
}

export function newSecret(): string {
  return `sk-${randomBytes(16).toString('base64url')}`;
}

/** `sk-...1q9w`; a short one shows nothing of itself (auth_utils.abbreviate_api_key). */
export function abbreviate(secret: string): string {
  return secret.length < 16 ? 'sk-...' : `sk-...${secret.slice(-4)}`;
}

/** `dumm****roxy`; up to eight characters show nothing of themselves (seen). */
export function mask(token: string): string {
  return token.length <= 8 ? '****' : `${token.slice(0, 4)}****${token.slice(-4)}`;
}
