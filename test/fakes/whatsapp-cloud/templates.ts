import { type Refusal, refusal } from "./graph-error.ts";
import type { Template } from "./template-schema.ts";

/** A template as if Meta had approved it. */
export interface ApprovedTemplate {
  name: string;
  language?: string;
  /** With holes `{{1}}` or `{{name}}`. */
  body: string;
  header?: string;
  /** Labels of quick replies. */
  buttons?: string[];
  category?: "utility" | "marketing" | "authentication";
}

export interface FilledTemplate {
  text: string;
  header: string | undefined;
  buttons: { id: string; label: string }[];
  category: string;
}

export type Templates = ReturnType<typeof templateBook>;

export function templateBook() {
  const approved = new Map<string, ApprovedTemplate>();
  const key = (name: string, language: string) => `${name} ${language}`;
  return {
    add(it: ApprovedTemplate) {
      approved.set(key(it.name, it.language ?? "id"), it);
    },
    /** What a person will read, or why Meta refuses. */
    fill(sent: Template): { filled: FilledTemplate } | { refused: Refusal } {
      const found = approved.get(key(sent.name, sent.language.code));
      if (!found) return { refused: refusal(132001, `template name (${sent.name}) does not exist in ${sent.language.code}`) };
      const components = sent.components ?? [];
      const body = fillHoles(found.body, components.find((it) => it.type === "body")?.parameters ?? []);
      const header = fillHoles(found.header ?? "", components.find((it) => it.type === "header")?.parameters ?? []);
      if ("wrong" in body) return { refused: refusal(132000, `body: ${body.wrong}`) };
      if ("wrong" in header) return { refused: refusal(132000, `header: ${header.wrong}`) };
      const buttons = (found.buttons ?? []).map((label) => ({ id: label, label }));
      for (const it of components) {
        if (it.type !== "button") continue;
        const button = buttons[Number(it.index)];
        if (!button) return { refused: refusal(132000, `button: there is no button ${it.index}`) };
        const [parameter] = it.parameters;
        if (parameter?.type === "payload") button.id = parameter.payload;
      }
      return { filled: { text: body.text, header: header.text || undefined, buttons, category: found.category ?? "utility" } };
    },
  };
}

type Parameter = NonNullable<Template["components"]>[number]["parameters"][number];

function fillHoles(text: string, parameters: Parameter[]): { text: string } | { wrong: string } {
  const holes = [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((it) => it[1] ?? ""))];
  if (holes.length !== parameters.length)
    return { wrong: `number of localizable_params (${parameters.length}) does not match the expected number of params (${holes.length})` };
  const named = new Map(parameters.map((it, at) => [("parameter_name" in it && it.parameter_name) || String(at + 1), shownAs(it)]));
  const missing = holes.find((it) => !named.has(it));
  if (missing) return { wrong: `parameter ${missing} is missing` };
  return { text: text.replace(/\{\{(\w+)\}\}/g, (_, hole: string) => named.get(hole) ?? "") };
}

function shownAs(it: Parameter): string {
  if (it.type === "text") return it.text;
  if (it.type === "currency") return it.currency.fallback_value;
  if (it.type === "date_time") return it.date_time.fallback_value;
  return `[${it.type}]`;
}
