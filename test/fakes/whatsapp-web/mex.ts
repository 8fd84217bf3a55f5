import { type BinaryNode, QueryIds } from "@whiskeysockets/baileys";
import type { Account } from "./account.ts";
import { childrenOf, node, result } from "./stanza.ts";
import type { World } from "./world.ts";

/** WhatsApp's queries in GraphQL's clothes: the account's standing. */
export function answerGraph(world: World, { restriction }: Account, it: BinaryNode): BinaryNode {
  const query = childrenOf(it)[0]?.attrs.query_id;
  if (query === QueryIds.REACHOUT_TIMELOCK) {
    const ends = restriction?.until ? String(Math.floor(restriction.until.getTime() / 1000)) : "0";
    return data(it, "xwa2_fetch_account_reachout_timelock", { is_active: restriction !== undefined, time_enforcement_ends: ends, enforcement_type: "DEFAULT" });
  }
  if (query === QueryIds.MESSAGE_CAPPING_INFO)
    return data(it, "xwa2_message_capping_info", {
      total_quota: 1000,
      used_quota: 0,
      cycle_start_timestamp: "0",
      cycle_end_timestamp: "0",
      capping_status: "NONE",
    });
  world.unknownQueries.push(`w:mex ${query ?? ""}`);
  return result(it);
}

const data = (it: BinaryNode, path: string, content: object): BinaryNode =>
  result(it, [node("result", {}, Buffer.from(JSON.stringify({ data: { [path]: content } })))]);
