import type { BotCommand, BotCommandScope } from "grammy/types";

/** Lists of commands by scope and language, and which of them a person sees. */
export class CommandMenus {
  readonly #lists = new Map<string, BotCommand[]>();

  set(scope: BotCommandScope | undefined, language: string, commands: BotCommand[]): void {
    if (commands.length > 0) this.#lists.set(keyOf(scope, language), commands);
    else this.#lists.delete(keyOf(scope, language));
  }

  get(scope: BotCommandScope | undefined, language: string): BotCommand[] {
    return this.#lists.get(keyOf(scope, language)) ?? [];
  }

  /** The first list that is set, narrowest scope first, as documented under "Determining list of commands". */
  inPrivateChat(chat: number, language: string): BotCommand[] {
    const scopes: BotCommandScope[] = [{ type: "chat", chat_id: chat }, { type: "all_private_chats" }, { type: "default" }];
    const found = scopes.flatMap((scope) => [this.get(scope, language), this.get(scope, "")]).find((it) => it.length > 0);
    return found ?? [];
  }
}

const keyOf = (scope: BotCommandScope | undefined, language: string) => `${JSON.stringify(scope ?? { type: "default" })} ${language}`;
