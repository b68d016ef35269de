export type Params = Record<string, string>;

function decode(raw: string): string | null {
  try {
    return decodeURIComponent(raw);
  } catch {
    return null;
  }
}

/** The parameters of `path` (as the address has it, encoded) when it follows `pattern` ("/runs/{id}"); null when not.
 * Every part is decoded once, after splitting, so a name may hold '/' and '%'. */
export function matchPath(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/').filter((part) => part !== '');
  const given = path.split('/').filter((part) => part !== '');
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [at, part] of wanted.entries()) {
    const value = decode(given[at] ?? '');
    if (value === null) return null;
    if (part.startsWith('{')) params[part.slice(1, -1)] = value;
    else if (part !== value) return null;
  }
  return params;
}
