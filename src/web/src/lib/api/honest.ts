// Some fields of the API are read by old clients that know no null: they send 0 or "unknown", and the list `unknown`
// beside them names each. Here they become null, so that nothing behind this file can take them for measured.

/** Fields that older clients know; only these may stand in a list `unknown`. */
type OldField =
  | 'tokens_per_second'
  | 'memory_gb'
  | 'quality_score'
  | 'overall_score'
  | 'speed'
  | 'memory'
  | 'loading_time'
  | 'prompt_speed'
  | 'best_speed'
  | 'score_a'
  | 'score_b'
  | 'gpu_model'
  | 'cpu_arch'
  | 'cpu_model'
  | 'backend_version'
  | 'hardware'
  | 'hardware_summary';

/** T as it is after `honest`: what may be unknown may be null. */
export type Honest<T> = T extends readonly (infer Item)[]
  ? Honest<Item>[]
  : T extends object
    ? {
        [Key in keyof T]: T extends { unknown: string[] }
          ? Key extends OldField
            ? Honest<T[Key]> | null
            : Honest<T[Key]>
          : Honest<T[Key]>;
      }
    : T;

/** Sets what `unknown` names to null, in place and at every depth. */
export function honest<T>(value: T): Honest<T> {
  if (Array.isArray(value)) {
    for (const item of value) honest(item);
  } else if (value !== null && typeof value === 'object') {
    const fields = value as Record<string, unknown>;
    for (const field of Object.values(fields)) honest(field);
    const unknown = fields['unknown'];
    if (Array.isArray(unknown)) {
      for (const name of unknown) if (typeof name === 'string' && name in fields) fields[name] = null;
    }
  }
  return value as Honest<T>;
}
