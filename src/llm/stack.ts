/* The only file that loads LangChain and the SDK beneath it: some hundred megabytes that nobody without a model pays for. */
import { AIMessage, type AIMessageChunk, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAICompletions } from "@langchain/openai";
import { forgetForeignSettings, quietFetch } from "./quiet.ts";
import type { Step, Tool, ToolCall } from "./request.ts";

export interface StackSettings {
  url: string;
  key?: string | undefined;
}

/** One try of a call, in the words of this room. */
export interface Asked {
  model: string;
  system: string;
  message: string;
  /** As a data address, behind the message. */
  picture?: string | undefined;
  steps: Step[];
  tools: { tool: Tool; parameters: object }[];
  format?: { name: string; schema: object } | undefined;
  temperature: number;
  maxTokens: number;
  signal: AbortSignal;
  /** Hears the pieces of the text as they come. */
  onText(piece: string): void;
  /** What the endpoint answered with, also when the call fails. */
  onStatus(status: number, retryAfter: string | null): void;
}

export interface Answered {
  text: string;
  calls: ToolCall[];
  /** Calls whose arguments are not JSON. */
  broken: number;
  /** Why it ended; null = it was cut. */
  finish: string | null;
  refused: boolean;
  tokensIn: number | null;
  tokensOut: number | null;
}

export interface Stack {
  /** Always as a stream: then a hanging or broken answer shows at once, and nothing of it has been mended by the library. */
  ask(asked: Asked): Promise<Answered>;
}

export function createStack(settings: StackSettings): Stack {
  forgetForeignSettings();
  return {
    async ask(asked) {
      const options = {
        signal: asked.signal,
        ...(asked.tools.length > 0 && {
          tools: asked.tools.map(({ tool, parameters }) => ({ type: "function" as const, function: { name: tool.name, description: tool.about, parameters } })),
        }),
        ...(asked.format && { response_format: { type: "json_schema" as const, json_schema: { ...asked.format, strict: true } } }),
      };
      return heard(await modelFor(settings, asked).stream(messagesOf(asked), options), asked);
    },
  };
}

function modelFor({ url, key }: StackSettings, { model, temperature, maxTokens, onStatus }: Asked): ChatOpenAICompletions {
  return new ChatOpenAICompletions({
    model,
    temperature,
    maxTokens,
    maxRetries: 0, // the gateway's own, which sees deadline and breaker
    apiKey: key ?? "none",
    streamUsage: true,
    configuration: {
      baseURL: url,
      organization: null,
      project: null,
      fetch: quietFetch(onStatus),
    },
  });
}

function messagesOf({ system, message, picture, steps }: Asked): BaseMessage[] {
  const seen =
    picture === undefined
      ? message
      : [
          { type: "text" as const, text: message },
          { type: "image_url" as const, image_url: { url: picture } },
        ];
  return [
    new SystemMessage(system),
    new HumanMessage({ content: seen }),
    ...steps.flatMap(({ calls, results }) => [
      new AIMessage({ content: "", tool_calls: calls.map(({ id, name, input }) => ({ id, name, args: input, type: "tool_call" as const })) }),
      ...calls.map(({ id }, at) => new ToolMessage({ tool_call_id: id, content: results[at] ?? "" })),
    ]),
  ];
}

/** Puts the pieces together; the library's own way is slow for long answers, and mends arguments that were cut. */
async function heard(chunks: AsyncIterable<AIMessageChunk>, { onText, signal }: Asked): Promise<Answered> {
  const answered: Answered = { text: "", calls: [], broken: 0, finish: null, refused: false, tokensIn: null, tokensOut: null };
  const asked = new Map<number, { id: string; name: string; args: string }>();
  let some = false;
  for await (const chunk of chunks) {
    some = true;
    answered.text += chunk.text;
    if (chunk.text !== "") onText(chunk.text);
    for (const { index = 0, id = "", name = "", args = "" } of chunk.tool_call_chunks ?? []) {
      const known = asked.get(index) ?? { id: "", name: "", args: "" };
      asked.set(index, { id: known.id || id, name: known.name || name, args: known.args + args });
    }
    const { finish_reason: finish } = chunk.response_metadata;
    if (typeof finish === "string") answered.finish = finish;
    if (chunk.additional_kwargs.refusal) answered.refused = true;
    const usage: { input_tokens?: number; output_tokens?: number } = Object.assign({}, chunk.usage_metadata);
    answered.tokensIn = usage.input_tokens ?? answered.tokensIn;
    answered.tokensOut = usage.output_tokens ?? answered.tokensOut;
  }
  // An aborted stream just ends.
  signal.throwIfAborted();
  if (!some) throw new Error("the stream was empty");
  for (const [at, { id, name, args }] of asked) {
    const input = objectOf(args);
    if (input) answered.calls.push({ id: id || `call_${at}`, name, input });
    else answered.broken++;
  }
  return answered;
}

function objectOf(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json === "" ? "{}" : json);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
