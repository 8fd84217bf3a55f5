import { refusal } from "./graph-error.ts";
import type { Line } from "./webhook-body.ts";
import type { World } from "./world.ts";

const usual = ["verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type", "throughput", "id"];

/** The node of a phone number: what was asked for in `fields`, or what comes without asking. */
export function describeNumber(world: World, line: Line, query: URLSearchParams, violate: (problem: string) => void): { status: number; body: object } {
  const all: Record<string, unknown> = {
    id: line.id,
    verified_name: "Layanan Uji",
    display_phone_number: line.display,
    quality_rating: world.quality,
    code_verification_status: "VERIFIED",
    name_status: "APPROVED",
    platform_type: "CLOUD_API",
    throughput: { level: "STANDARD" },
    status: "CONNECTED",
    account_mode: "LIVE",
    messaging_limit_tier: "TIER_1K",
    is_official_business_account: false,
  };
  const asked = query.get("fields")?.split(",");
  const unknown = asked?.find((it) => !(it in all)) ?? [...query.keys()].find((it) => it !== "fields");
  if (unknown !== undefined) {
    const problem = `Tried accessing nonexisting field (${unknown}) on node type (WhatsAppBusinessPhoneNumber)`;
    violate(problem);
    return refusal(100, problem);
  }
  const names = new Set([...(asked ?? usual), "id"]);
  return { status: 200, body: Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name))) };
}
