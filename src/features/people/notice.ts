import type { Reply } from "../../core/reply.ts";

/** Something a person is to be told in their own chat, if they have one; whoever opened the transaction makes letters of it. */
export interface Notice {
  personId: number;
  /** Makes it happen once, however often it is asked for. */
  key: string;
  reply: Reply;
  /** To every chat of theirs instead of the one used last: news about security, which whoever holds one chat must not keep from the owner. */
  everywhere?: true;
}
