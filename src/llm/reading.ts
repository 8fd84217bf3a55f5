import { z } from "zod";
import type { Mask } from "./mask/mask.ts";
import type { Completed, Failure, ToolCall } from "./outcome.ts";
import type { Prompt } from "./prompt-file.ts";
import type { CompletionRequest, Step, Tool } from "./request.ts";
import type { Answered, Asked } from "./stack.ts";

/** What leaves the house, and what may come back. */
export interface Sent<T> {
  asked: Pick<Asked, "system" | "message" | "steps" | "tools" | "format" | "picture">;
  schema: z.ZodType<T> | undefined;
  tools: Tool[];
  /** A guess at its size; Indonesian takes about three letters a token. */
  tokens: number;
}

/** A page in a photo, where the endpoint does not count: what those that do count take at most for one. */
const pictureTokens = 3_000;

/** The request as it leaves: all that people or documents said is masked; a picture goes as it is. */
export function sentOf<T>(prompt: Prompt, message: string, { tools = [], steps = [], schema, picture }: CompletionRequest<T>, mask: Mask): Sent<T> {
  const asked = {
    system: prompt.system,
    message,
    steps: steps.map((it): Step => ({ calls: it.calls.map((call) => ({ ...call, input: hideIn(call.input, mask) })), results: it.results.map(mask.hide) })),
    tools: tools.map((tool) => ({ tool, parameters: jsonSchema(tool.input) })),
    format: schema && { name: prompt.id.replaceAll("-", "_"), schema: jsonSchema(schema) },
  };
  const tokens = Math.ceil(JSON.stringify(asked).length / 3);
  if (!picture) return { asked, schema, tools, tokens };
  const url = `data:${picture.mime};base64,${Buffer.from(picture.bytes).toString("base64")}`;
  return { asked: { ...asked, picture: url }, schema, tools, tokens: tokens + pictureTokens };
}

/** By schema, which are few and live as long as the program: writing one out takes longer than all else that a call needs. */
const written = new WeakMap<z.ZodType, object>();

function jsonSchema(schema: z.ZodType): object {
  const known = written.get(schema);
  if (known) return known;
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  written.set(schema, rest);
  return rest;
}

function hideIn(input: Record<string, unknown>, mask: Mask): Record<string, unknown> {
  const hidden = (value: unknown): unknown => {
    if (typeof value === "string") return mask.hide(value);
    if (Array.isArray(value)) return value.map(hidden);
    if (value !== null && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, hidden(it)]));
    return value;
  };
  return hidden(input) as Record<string, unknown>;
}

/** What an answer holds. */
export type Read<T> = Pick<Completed<T>, "text" | "data" | "calls" | "finish">;

/** Whether an answer is what was asked for: nothing that the model made up passes as a tool or as data. */
export function readAnswer<T>(answered: Answered, { schema, tools }: Sent<T>): Read<T> | { why: Failure; detail: string } {
  const { text, finish } = answered;
  if (answered.refused || finish === "content_filter") return { why: "filtered", detail: "the endpoint declined to answer" };
  if (finish === null) return { why: "cut", detail: "the stream ended in the middle" };
  if (answered.broken > 0) return { why: "malformed", detail: "a tool call is not JSON" };
  const calls: ToolCall[] = [];
  for (const call of answered.calls) {
    const tool = tools.find((it) => it.name === call.name);
    const input = tool?.input.safeParse(call.input);
    if (!input?.success) return { why: "malformed", detail: tool ? `input of ${tool.name} does not fit` : "a tool that was not offered" };
    // As the model wrote it: whoever takes the call reads it once more, and the words can be held against what was said.
    calls.push({ ...call, input: call.input as Record<string, unknown> });
  }
  const end = calls.length > 0 ? "tools" : finish === "length" ? "length" : "stop";
  if (calls.length === 0 && text.trim() === "") return { why: "malformed", detail: "the answer is empty" };
  if (!schema || calls.length > 0) return { text, data: undefined as T, calls, finish: end };
  const data = schema.safeParse(jsonOf(text));
  return data.success ? { text, data: data.data, calls, finish: end } : { why: "malformed", detail: "the answer does not fit the form" };
}

/** Some models put JSON into a fence all the same. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\s*```(?:json)?\s*|\s*```\s*$/g, ""));
  } catch {
    return undefined;
  }
}
