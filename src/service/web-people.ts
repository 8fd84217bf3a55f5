import type { App } from "../app.ts";
import { carryCity } from "../bot/conversation.ts";
import type { WebPeople } from "../channels/web/channel.ts";
import { webAccount } from "../channels/web/routes.ts";
import { type Address, conversationOf } from "../core/channel.ts";
import { perform } from "../core/perform.ts";
import { identify } from "../features/people/identity.ts";
import { moveFailures } from "../features/people/link/attempt.ts";
import { whoAtPage } from "../features/people/link/page-store.ts";

/** What the page asks of the people feature. Leaving goes through the gate, as everything that changes something for a person. */
export function webPeople({ db, cell, clock, catalog }: App): WebPeople {
  return {
    who: (chat) => whoAtPage(db, cell, chat, clock()),
    async moved(from, to) {
      await moveFailures(db, cell, "web", from, to);
      const talk = (chat: string) => conversationOf({ channel: "web", account: webAccount, chat });
      await carryCity(db, cell, talk(from), talk(to), clock());
    },
    leave: (chat) =>
      db.transaction(async (tx) => {
        const now = clock();
        const to: Address = { channel: "web", account: webAccount, chat };
        const message = { dedupe: "", at: now.toString(), late: false, from: { id: chat }, to, body: { type: "text" as const, text: "" } };
        const [person] = await identify(tx, cell, [message], now);
        if (!person || "ended" in person) return;
        const { agency, handleId } = person;
        const context = { db: tx, cell, now, agency, agencies: [agency], person, conversation: conversationOf(to), memory: {}, confirmed: true };
        await perform(catalog, context, { capability: "unlink_chat", input: { handle: handleId } });
      }),
  };
}
