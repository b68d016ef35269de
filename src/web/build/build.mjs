// node build.mjs DIST OUT: builds the pages into DIST and writes OUT, the C++ source that embeds them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const [dist, out] = process.argv.slice(2);
if (!out) throw new Error('usage: build.mjs DIST OUT');
await build({ logLevel: 'warn', build: { outDir: dist, emptyOutDir: true } });

// Compilers limit the length of one literal, so it is cut into lines.
const BYTES_PER_LINE = 4000;

/** Octal escapes of exactly three digits never swallow a digit that follows. */
function literal(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += BYTES_PER_LINE) {
    let line = '';
    for (const byte of bytes.subarray(at, at + BYTES_PER_LINE)) line += `\\${byte.toString(8).padStart(3, '0')}`;
    lines.push(`"${line}"`);
  }
  return lines.join('\n') || '""';
}

function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}

/** Packed where that saves at least a tenth. */
function embeddedFile(path) {
  const plain = readFileSync(path);
  const packed = gzipSync(plain, { level: 9 });
  const isGzipped = packed.length < plain.length * 0.9;
  const bytes = isGzipped ? packed : plain;
  const name = relative(dist, path).split(sep).join('/');
  const tag = createHash('sha256').update(plain).digest('hex').slice(0, 16);
  return `{"${name}", std::string_view{\n${literal(bytes)},\n${bytes.length}}, ${isGzipped}, "W/\\"${tag}\\""}`;
}

const files = filesOf(dist).sort().map(embeddedFile);
writeFileSync(
  out,
  `// Generated from src/web.
#include "llmbench/pages/embedded_pages.hpp"

namespace llmbench::pages {
std::span<const http::EmbeddedFile> embedded_pages() {
  static constexpr http::EmbeddedFile kFiles[] = {
${files.join(',\n')}};
  return kFiles;
}
}  // namespace llmbench::pages
`,
);
