export type QueryValue = string | number | boolean | readonly string[] | null | undefined;
export type Query = Record<string, QueryValue>;

/** "?a=1&models=x,y%2Cz": lists split on raw commas at the server, so a comma inside of a name is encoded. Empty values
 * are left out. */
export function queryString(query: Query): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    if (typeof value !== 'object') {
      parts.push(`${name}=${encodeURIComponent(String(value))}`);
    } else if (value.length > 0) {
      parts.push(`${name}=${value.map(encodeURIComponent).join(',')}`);
    }
  }
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

/** "/api/detail/{id}" with its parameters; a name may hold '/'. */
export function fillPath(pattern: string, parameters: Record<string, string>): string {
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`no value for {${name}} of ${pattern}`);
    return encodeURIComponent(value);
  });
}
