import type { Address, Inbound } from "../core/channel.ts";
import type { Button, Reply } from "../core/reply.ts";

/** Where a source is a line, and its words would fill the screen. */
const foldsSources = new Set<Address["channel"]>(["telegram", "wa-cloud", "wa-web"]);

/** A reply with the way to the passages behind it, on messengers, which cannot open them in place. */
export function withSources(sourceButton: Button | undefined, { to }: Inbound, reply: Reply): Reply {
  if (!sourceButton || !reply.sources?.length || !foldsSources.has(to.channel)) return reply;
  return { ...reply, buttons: [...(reply.buttons ?? []), sourceButton] };
}
