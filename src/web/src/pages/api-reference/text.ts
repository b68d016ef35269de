// The little Markdown of descriptions: paragraphs, lists with "* ", `code`.

export interface Piece {
  text: string;
  isCode: boolean;
}
export interface Block {
  isList: boolean;
  lines: Piece[][];
}

function pieces(line: string): Piece[] {
  return line
    .split('`')
    .map((text, at) => ({ text, isCode: at % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

export function blocks(text: string): Block[] {
  return text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const lines = part.trim().split('\n');
      const isList = lines.every((line) => line.startsWith('* '));
      return { isList, lines: isList ? lines.map((line) => pieces(line.slice(2))) : [pieces(lines.join(' '))] };
    });
}

export interface PathExample {
  summary: string;
  path: string;
}

/** Takes the list after "Examples:" out of a description: "* Two builds: `/api/comparison?...`". */
export function splitExamples(description: string): { text: string; examples: PathExample[] } {
  const at = description.indexOf('Examples:\n');
  if (at < 0) return { text: description, examples: [] };
  const examples: PathExample[] = [];
  for (const [, summary = '', path = ''] of description.slice(at).matchAll(/^\* (.*): `(\/[^`]*)`$/gm)) {
    examples.push({ summary, path });
  }
  return { text: description.slice(0, at).trim(), examples };
}
