/** Deeper nesting than any error has; what lies below is left out. */
const MAX_DEPTH = 24;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '\n': '' };
const NAMES: Readonly<Record<string, unknown>> = { true: true, True: true, false: false, False: false, null: null, None: null };
/** A number or a name, up to what ends it. */
const WORD = /[^\s,:{}[\]()'"]+/y;
const HEX: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Reads JSON and what Python prints for a dict or a list (`{'error': "it's", 'param': None}`, `b'{…}'`), in one pass from left to right.
 * @returns the value; of a text that was cut off, what there is of it; undefined where the text begins no object or list
 */
export function parseLiteral(text: string): unknown {
  let at = 0;

  const space = (): void => { while (at < text.length && /\s/.test(text.charAt(at))) at += 1; };

  function quoted(quote: string): string {
    let out = '';
    for (at += 1; at < text.length && text[at] !== quote; at += 1) {
      if (text[at] !== '\\') { out += text[at]; continue; }
      at += 1;
      const mark = text.charAt(at);
      const digits = HEX[mark];
      const point = digits === undefined ? Number.NaN : Number.parseInt(text.slice(at + 1, at + 1 + digits), 16);
      if (digits !== undefined && point <= 0x10FFFF) {
        out += mark === 'U' ? String.fromCodePoint(point) : String.fromCharCode(point);
        at += digits;
      } else out += Object.hasOwn(ESCAPES, mark) ? ESCAPES[mark] : mark;
    }
    at += 1;
    return out;
  }

  function object(depth: number): Record<string, unknown> {
    const out: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (at += 1; ;) {
      space();
      if (at >= text.length || text[at] === '}') break;
      const start = at;
      const name = value(depth + 1);
      const key = typeof name === 'string' || typeof name === 'number' ? String(name) : '';
      space();
      if (text[at] === ':') { at += 1; out[key] = value(depth + 1); }
      space();
      if (text[at] === ',' || at === start) at += 1;
    }
    at += 1;
    return out;
  }

  function list(depth: number, end: string): unknown[] {
    const out: unknown[] = [];
    for (at += 1; ;) {
      space();
      if (at >= text.length || text[at] === end) break;
      const start = at;
      out.push(value(depth + 1));
      space();
      if (text[at] === ',' || at === start) at += 1;
    }
    at += 1;
    return out;
  }

  function value(depth: number): unknown {
    space();
    const first = text.charAt(at);
    if (depth > MAX_DEPTH) { at = text.length; return undefined; }
    if (first === '{') return object(depth);
    if (first === '[') return list(depth, ']');
    if (first === '(') return list(depth, ')');
    if (first === '"' || first === "'") return quoted(first);
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0] ?? '';
    at += word.length;
    if (Object.hasOwn(NAMES, word)) return NAMES[word];
    return word === '' || Number.isNaN(Number(word)) ? word : Number(word);
  }

  if (/^b['"]/.test(text)) {
    at = 1;
    return parseLiteral(quoted(text.charAt(at)));
  }
  space();
  return text[at] === '{' || text[at] === '[' ? value(0) : undefined;
}
