import type { ChatRequest } from "./description.ts";

/** What a model says: words, tools it wants, or both. */
export interface Said {
  text?: string;
  /** `input` as a text is sent as it is, be it JSON or not. */
  calls?: { name: string; input: unknown }[];
  finish?: "stop" | "length" | "tool_calls" | "content_filter";
  refusal?: string;
}

/** A reply by its text, its parts, or made from the request. */
export type Reply = string | Said | ((request: ChatRequest) => string | Said);

export const saidOf = (reply: Reply, request: ChatRequest): Said => {
  const it = typeof reply === "function" ? reply(request) : reply;
  return typeof it === "string" ? { text: it } : it;
};

/** The words of a message, whatever its form. */
export const textOf = (message: ChatRequest["messages"][number] | undefined): string => {
  const content = message?.content;
  return typeof content === "string" ? content : (content ?? []).map((it) => ("text" in it ? String(it.text) : "")).join("");
};

/** The pictures of a request, each with its kind. */
export const picturesOf = ({ messages }: ChatRequest): { mime: string; bytes: Buffer }[] =>
  messages.flatMap((message) => {
    if (message.role !== "user" || typeof message.content === "string") return [];
    return message.content.flatMap((part) => {
      const [, mime, data] = (part.type === "image_url" && /^data:([^;]+);base64,(.+)$/.exec(part.image_url.url)) || [];
      return mime && data ? [{ mime, bytes: Buffer.from(data, "base64") }] : [];
    });
  });

/** All words of a request, as a model would read them. */
export const wholeText = (request: ChatRequest): string => request.messages.map(textOf).join("\n");

/** About four letters a token. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 4);

const callsOf = (said: Said) =>
  said.calls?.map(({ name, input }, at) => ({
    id: `call_${at + 1}_${name}`,
    type: "function" as const,
    function: { name, arguments: typeof input === "string" ? input : JSON.stringify(input) },
  }));

const finishOf = (said: Said): string => said.finish ?? (said.calls?.length ? "tool_calls" : "stop");

const usageOf = (request: ChatRequest, said: Said) => {
  const prompt = tokensOf(wholeText(request));
  const completion = tokensOf(`${said.text ?? ""}${JSON.stringify(said.calls ?? "")}`);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
};

const frame = (request: ChatRequest, object: string) => ({ id: "chatcmpl-1", object, created: 1_795_000_000, model: request.model });

/** The body of an answer given whole. */
export function wholeAnswer(request: ChatRequest, said: Said, { usage }: { usage: boolean }): object {
  const message = { role: "assistant", content: said.text ?? null, refusal: said.refusal ?? null, ...(said.calls && { tool_calls: callsOf(said) }) };
  return {
    ...frame(request, "chat.completion"),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(said) }],
    ...(usage && { usage: usageOf(request, said) }),
  };
}

/** The events of a stream, in order; the last but `[DONE]` carries the usage where it was asked for. */
export function streamEvents(request: ChatRequest, said: Said, { usage }: { usage: boolean }): object[] {
  const chunk = (delta: object, finish: string | null = null) => ({
    ...frame(request, "chat.completion.chunk"),
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  // As tokens come: pieces of a few letters, words cut anywhere.
  const pieces = said.text?.match(/[\s\S]{1,7}/g) ?? [];
  const calls = (callsOf(said) ?? []).flatMap((call, index) => [
    chunk({ tool_calls: [{ index, id: call.id, type: "function", function: { name: call.function.name, arguments: "" } }] }),
    ...(call.function.arguments.match(/[\s\S]{1,9}/g) ?? []).map((part) => chunk({ tool_calls: [{ index, function: { arguments: part } }] })),
  ]);
  return [
    chunk({ role: "assistant", content: "", ...(said.refusal && { refusal: said.refusal }) }),
    ...pieces.map((content) => chunk({ content })),
    ...calls,
    chunk({}, finishOf(said)),
    ...(usage && request.stream_options?.include_usage ? [{ ...frame(request, "chat.completion.chunk"), choices: [], usage: usageOf(request, said) }] : []),
  ];
}
