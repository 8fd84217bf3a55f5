import type { Heard, InlineButton } from "./chat.ts";
import { type Patience, Waiters } from "./waiting.ts";

/** A button pressed: its wheel turns until the bot answers the callback query. */
export class Tap {
  readonly id: string;
  readonly button: InlineButton;
  readonly message: Heard;
  readonly answers: { text: string; alert: boolean }[] = [];
  /** Telegram takes answers only for a short while. */
  expired = false;
  readonly #waiters = new Waiters();

  constructor(id: string, button: InlineButton, message: Heard) {
    this.id = id;
    this.button = button;
    this.message = message;
  }

  get answered(): boolean {
    return this.answers.length > 0;
  }

  /** The first answer, as soon as it is there. */
  whenAnswered(patience: Patience = {}): Promise<{ text: string; alert: boolean }> {
    return this.#waiters.until(
      () => this.answers[0],
      patience,
      () => `The tap on "${this.button.text}" was never answered`,
    );
  }

  /** For the fake itself. */
  answer(text: string, alert: boolean): void {
    this.answers.push({ text, alert });
    this.#waiters.wake();
  }
}
