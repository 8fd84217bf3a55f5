export type FaultCode = "bad_input" | "not_found" | "forbidden" | "conflict" | "too_many" | "unavailable";

/** A foreseen refusal: one Indonesian sentence for the person (`say`), the detail for the log. Never carries personal data. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly say: string;
  readonly detail: Record<string, unknown>;

  constructor(code: FaultCode, say: string, detail: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(`${code}: ${say}`, options);
    this.name = "Fault";
    this.code = code;
    this.say = say;
    this.detail = detail;
  }
}
