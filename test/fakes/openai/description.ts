import { z } from "zod";

/* The documented fields of the requests, from the public API reference. Strict: what is not documented is refused. */

/** A picture goes as an address or with its bytes in it; only a person's message may hold one. */
const Picture = z.strictObject({
  type: z.literal("image_url"),
  image_url: z.strictObject({
    url: z.string().regex(/^(?:https?:\/\/\S+|data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+=*)$/, "is no picture"),
    detail: z.enum(["auto", "low", "high"]).optional(),
  }),
});
const Seen = z.union([z.string(), z.array(z.discriminatedUnion("type", [z.strictObject({ type: z.literal("text"), text: z.string() }), Picture])).min(1)]);
const Text = z.union([z.string(), z.array(z.looseObject({ type: z.enum(["text", "refusal"]) })).min(1)]);
const name = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const Schema = z.record(z.string(), z.unknown());

const Message = z.discriminatedUnion("role", [
  z.strictObject({ role: z.literal("system"), content: Text, name: name.optional() }),
  z.strictObject({ role: z.literal("developer"), content: Text, name: name.optional() }),
  z.strictObject({ role: z.literal("user"), content: Seen, name: name.optional() }),
  z.strictObject({
    role: z.literal("assistant"),
    content: Text.nullish(),
    name: name.optional(),
    refusal: z.string().nullish(),
    tool_calls: z
      .array(z.strictObject({ id: z.string().min(1), type: z.literal("function"), function: z.strictObject({ name, arguments: z.string() }) }))
      .min(1)
      .optional(),
  }),
  z.strictObject({ role: z.literal("tool"), content: Text, tool_call_id: z.string().min(1) }),
]);

export const ChatRequest = z.strictObject({
  model: z.string().min(1),
  messages: z.array(Message).min(1),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
  n: z.literal(1).optional(),
  stream: z.boolean().optional(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).optional(),
  max_tokens: z.number().int().positive().optional(),
  max_completion_tokens: z.number().int().positive().optional(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).optional(),
  seed: z.number().int().optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal("function"),
        function: z.strictObject({ name, description: z.string().optional(), parameters: Schema.optional(), strict: z.boolean().nullish() }),
      }),
    )
    .min(1)
    .optional(),
  tool_choice: z.union([z.enum(["none", "auto", "required"]), z.strictObject({ type: z.literal("function"), function: z.strictObject({ name }) })]).optional(),
  parallel_tool_calls: z.boolean().optional(),
  response_format: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("text") }),
      z.strictObject({ type: z.literal("json_object") }),
      z.strictObject({
        type: z.literal("json_schema"),
        json_schema: z.strictObject({ name, description: z.string().optional(), schema: Schema, strict: z.boolean().nullish() }),
      }),
    ])
    .optional(),
});
export type ChatRequest = z.output<typeof ChatRequest>;

export const EmbeddingRequest = z.strictObject({
  model: z.string().min(1),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)]),
  encoding_format: z.enum(["float", "base64"]).optional(),
  dimensions: z.number().int().positive().optional(),
  user: z.string().optional(),
});
export type EmbeddingRequest = z.output<typeof EmbeddingRequest>;

/** Fields of the multipart form beside the file. */
export const TranscriptionForm = z.strictObject({
  model: z.string().min(1),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
  prompt: z.string().optional(),
  response_format: z.enum(["json", "text", "srt", "verbose_json", "vtt"]).optional(),
  temperature: z.coerce.number().min(0).max(1).optional(),
});

export type TranscriptionForm = z.output<typeof TranscriptionForm>;

/** What hangs together beyond single fields; one sentence for each breach. */
export function breachesOf(request: ChatRequest): string[] {
  const breaches: string[] = [];
  const open = new Set<string>();
  for (const message of request.messages) {
    if (message.role === "tool") {
      if (!open.delete(message.tool_call_id))
        breaches.push(`messages with role 'tool' must be a response to a preceding message with 'tool_calls': ${message.tool_call_id}`);
      continue;
    }
    if (open.size > 0) breaches.push(`tool_call_ids did not have response messages: ${[...open].join(", ")}`);
    open.clear();
    if (message.role === "assistant") {
      if (message.content == null && !message.tool_calls) breaches.push("an assistant message needs content or tool_calls");
      for (const call of message.tool_calls ?? []) open.add(call.id);
    }
  }
  if (open.size > 0) breaches.push(`tool_call_ids did not have response messages: ${[...open].join(", ")}`);
  if (request.stream_options && !request.stream) breaches.push("stream_options is only allowed when stream is enabled");
  if (request.max_tokens !== undefined && request.max_completion_tokens !== undefined) breaches.push("max_tokens and max_completion_tokens exclude each other");
  return breaches;
}
