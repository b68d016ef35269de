// What "my hardware" means: a platform that was measured, or the ones most like it.

export interface Device {
  platform: string;
  gpu_memory_gb: number | null;
}

export interface Hardware {
  platforms: string[];
  /** The device itself was never measured: these are the nearest. */
  isNearest: boolean;
}

const MOST = 3;

function words(name: string): string[] {
  return name.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
}

function sharedStart(a: string, b: string): number {
  let at = 0;
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at += 1;
  return at;
}

/** How alike two names are: the same words, and model numbers that begin alike ("4080" and "4070"). */
export function likeness(a: string, b: string): number {
  const other = words(b);
  let points = 0;
  for (const word of words(a)) {
    if (other.includes(word)) points += 2;
    else if (/^\d{3,}$/.test(word)) {
      const best = Math.max(0, ...other.filter((one) => one.length === word.length).map((one) => sharedStart(word, one)));
      points += best / word.length;
    }
  }
  return points;
}

/** `memoryGb` of the device asked for, when the question says it, decides between names that are as alike. */
export function findHardware(wanted: string, devices: readonly Device[], memoryGb: number | null): Hardware {
  const name = wanted.trim().toLowerCase();
  if (name === '') return { platforms: [], isNearest: false };
  const same = devices.find((device) => device.platform.toLowerCase() === name);
  if (same) return { platforms: [same.platform], isNearest: false };
  const memoryDistance = (device: Device): number =>
    memoryGb === null || device.gpu_memory_gb === null ? Number.POSITIVE_INFINITY : Math.abs(device.gpu_memory_gb - memoryGb);
  const ranked = devices
    .filter((device) => device.platform !== 'unknown')
    .map((device) => ({ device, points: likeness(wanted, device.platform), distance: memoryDistance(device) }))
    .filter(({ points, distance }) => points > 0 || Number.isFinite(distance))
    .sort((a, b) => b.points - a.points || a.distance - b.distance || a.device.platform.localeCompare(b.device.platform));
  const platforms = [...new Set(ranked.map(({ device }) => device.platform))].slice(0, MOST);
  return { platforms, isNearest: true };
}
