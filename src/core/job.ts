/** Work at a computed instant; every replica may plan it, `key` makes it happen once. */
export interface PlannedJob {
  kind: string;
  key: string;
  payload: Record<string, unknown>;
  runAt: Temporal.Instant;
}
