/** What a tap on a button calls. Data, so that it can be stored and looked up; a channel never carries it. */
export interface Call {
  capability: string;
  input: Record<string, unknown>;
}

export interface Button {
  /** At most 20 characters, unique in its reply. */
  label: string;
  /** What the label shortens; shown where there is room. */
  full?: string | undefined;
  call: Call;
}

/** A passage the reply rests on; a channel that can, opens it in place. */
export interface Source {
  /** `PP 11/2017 Pasal 203 ayat (4)` */
  label: string;
  /** `berlaku`, `diubah PP 17/2020`, `dicabut`, … in words. */
  status: string;
  /** The passage's own words, folded by default. */
  text: string;
}

/** A file that goes with a reply; its bytes wait in the base under `blob`. */
export interface ReplyFile {
  kind: "document" | "image";
  blob: string;
  name: string;
  mime: string;
  /** At most 200 characters. */
  caption?: string;
}

/** What the person gets. `*bold*` is the only markup; everything from outside goes through `plain()` first. */
export interface Reply {
  text: string;
  sources?: Source[];
  buttons?: Button[];
  files?: ReplyFile[];
  /** Asks for the sender's own telephone number, where the network can prove it; the words of the button. */
  askContact?: string;
  /** The same as data, for the command line and for model tools. */
  data?: unknown;
}

/** Text from documents and people, made harmless for the one markup that replies know. */
export const plain = (text: string): string => text.replaceAll("*", "∗");

/** The reply as one text, for doors without bubbles: words, source lines, numbered choices. */
export function replyText(reply: Reply): string {
  const sources = (reply.sources ?? []).map((it) => `Sumber: ${it.label} (${it.status})`);
  const files = (reply.files ?? []).map((it) => `Berkas: ${it.name}`);
  const choices = (reply.buttons ?? []).map((it, at) => `${at + 1}. ${it.full ?? it.label}`);
  return [reply.text, sources.join("\n"), files.join("\n"), choices.join("\n")].filter(Boolean).join("\n\n");
}
