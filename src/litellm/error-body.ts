import { z } from 'zod';

/**
 * LiteLLM's four shapes of an error, seen on 1.106.2:
 * `{error: {message, type, param, code}}`, `{detail: "…"}`, `{detail: {error}}`, `{detail: [pydantic items]}`.
 * Some gateways in front of it answer `{error: "…"}` or `{message: "…"}`.
 */
const ErrorBody = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
  z.object({ detail: z.object({ error: z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]) }) })
    .transform(({ detail }) => detail.error),
  z.object({ detail: z.array(z.object({ msg: z.string(), loc: z.array(z.union([z.string(), z.number()])).optional() })).min(1) })
    .transform(({ detail }) => detail.map((item) => `${item.loc?.join('.') ?? 'request'}: ${item.msg}`).join('; ')),
  z.object({ message: z.string() }).transform(({ message }) => message),
]);

/** A Python dict as text, such as `{'error': 'No keys found'}`, which LiteLLM puts where a message belongs. */
const PYTHON_DICT = /^\{'(?:error|message)': (['"])([^]*)\1\}$/;

/** @returns the words of an error, or undefined where the body has none of its shapes */
export function parseErrorBody(body: unknown): string | undefined {
  const result = ErrorBody.safeParse(body);
  if (!result.success) return undefined;
  return PYTHON_DICT.exec(result.data)?.[2] ?? result.data;
}
