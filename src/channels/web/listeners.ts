/** Rings once for any number of reasons; a ring before the wait is not lost. */
export class Bell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** True = it rang, false = nothing happened for so long. */
  async wait(ms: number): Promise<boolean> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const rang = this.#rung;
    this.#rung = false;
    this.#wake = null;
    return rang;
  }
}

/** The open pages of each talk in this process. */
export class Listeners {
  readonly #bells = new Map<string, Set<Bell>>();
  /** Newest message of each open talk at the last look. */
  readonly #seen = new Map<string, number>();
  /** What of an answer may be shown before it is whole. */
  readonly #drafts = new Map<string, string>();
  readonly #mostPerChat: number;

  constructor(mostPerChat: number) {
    this.#mostPerChat = mostPerChat;
  }

  /** Null = this talk has as many open pages as it may. */
  open(chat: string): Bell | null {
    const bells = this.#bells.get(chat) ?? new Set();
    if (bells.size >= this.#mostPerChat) return null;
    const bell = new Bell();
    this.#bells.set(chat, bells.add(bell));
    return bell;
  }

  close(chat: string, bell: Bell): void {
    const bells = this.#bells.get(chat);
    bells?.delete(bell);
    if (bells?.size !== 0) return;
    this.#bells.delete(chat);
    this.#drafts.delete(chat);
    this.#seen.delete(chat);
  }

  /** Shown to the open pages of the talk until its answer comes; without one it is not kept. */
  draft(chat: string, text: string): void {
    if (!this.#bells.has(chat)) return;
    this.#drafts.set(chat, text);
    this.ring(chat);
  }

  draftOf(chat: string): string {
    return this.#drafts.get(chat) ?? "";
  }

  endDraft(chat: string): void {
    this.#drafts.delete(chat);
  }

  ring(chat: string): void {
    for (const bell of this.#bells.get(chat) ?? []) bell.ring();
  }

  ringAll(): void {
    for (const chat of this.#bells.keys()) this.ring(chat);
  }

  chats(): string[] {
    return [...this.#bells.keys()];
  }

  /** Rings where another replica has written since the last look. */
  compare(newest: { chat: string; id: number }[]): void {
    for (const { chat, id } of newest) {
      if (!this.#bells.has(chat)) continue;
      if (this.#seen.get(chat) !== id) this.ring(chat);
      this.#seen.set(chat, id);
    }
  }
}
