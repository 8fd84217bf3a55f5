import type { CheerioAPI } from "cheerio";

type AnyNode = ReturnType<ReturnType<CheerioAPI["root"]>["contents"]>[number];
type Element = Extract<AnyNode, { attribs: object }>;

const dropped = "head,script,style,nav,noscript,template,svg,iframe,form,button,aside,footer,[hidden],[aria-hidden=true]";
const blocks = new Set("p div section article main header blockquote table tr ul ol dl dt dd figure figcaption address hr pre body center".split(" "));

/** A page as Markdown-like text: headings with `#`, items with `-` or their number, a line for each row of a table. */
export async function htmlText(html: string): Promise<string> {
  const { load } = await import("cheerio/slim");
  const page = load(html);
  const title = page("title").first().text().replace(/\s+/g, " ").trim();
  page(dropped).remove();
  const body = page("body").contents().get();
  const out: string[] = [];
  // Only where no heading names the page does its title.
  if (title !== "" && page("h1").length === 0) out.push(`# ${title}\n\n`);
  for (const node of body.length > 0 ? body : page.root().contents().get()) write(node, out, 0);
  return out
    .join("")
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function write(node: AnyNode, out: string[], depth: number): void {
  if (node.type === "text" && (node.data.trim() !== "" || !/\n$/.test(out.at(-1) ?? "\n"))) out.push(node.data.replace(/\s+/g, " "));
  if (node.type !== "tag") return;
  if (node.name === "br") out.push("\n");
  else if (/^h[1-6]$/.test(node.name)) heading(node, out, depth);
  else if (node.name === "li") item(node, out, depth);
  else if (node.name === "td" || node.name === "th") cell(node, out, depth);
  else if (blocks.has(node.name)) block(node, out, depth);
  else children(node, out, depth);
}

function heading(node: Element, out: string[], depth: number): void {
  const inside: string[] = [];
  children(node, inside, depth);
  const text = inside.join("").replace(/\s+/g, " ").trim();
  if (text !== "") out.push(`\n\n${"#".repeat(Number(node.name.slice(1)))} ${text}\n\n`);
}

function item(node: Element, out: string[], depth: number): void {
  const list = node.parent?.type === "tag" ? node.parent : null;
  const place = list?.children.filter((it) => it.type === "tag" && it.name === "li").indexOf(node) ?? 0;
  const first = Number(list?.attribs.start ?? "1") || 1;
  breakLine(out, 1);
  out.push(list?.name === "ol" ? `${first + place}. ` : "- ");
  const inside: string[] = [];
  children(node, inside, depth);
  // A paragraph inside an item is still the item.
  out.push(
    inside
      .join("")
      .trim()
      .replace(/\n{2,}/g, "\n"),
  );
  breakLine(out, 1);
}

function cell(node: Element, out: string[], depth: number): void {
  const inside: string[] = [];
  children(node, inside, depth);
  const text = inside.join("").replace(/\s+/g, " ").trim();
  const before = node.prev !== null && hasCellBefore(node);
  if (text !== "" || before) out.push(before ? " | " : "", text);
}

function hasCellBefore(node: Element): boolean {
  for (let it = node.prev; it !== null; it = it.prev) if (it.type === "tag") return true;
  return false;
}

function block(node: Element, out: string[], depth: number): void {
  const lines = /^(?:tr|ul|ol|dt|dd)$/.test(node.name) ? 1 : 2;
  breakLine(out, lines);
  children(node, out, depth);
  breakLine(out, lines);
}

/** Ends the line; `lines` 2 leaves a blank one, but never two. */
function breakLine(out: string[], lines: number): void {
  const last = out.at(-1) ?? "";
  const there = /\n*$/.exec(last)?.[0].length ?? 0;
  if (there < lines) out.push("\n".repeat(lines - there));
}

function children(node: Element, out: string[], depth: number): void {
  // Deeper than any page written by people: what nests further is an attack on the stack.
  if (depth > 400) return;
  for (const child of node.children) write(child, out, depth + 1);
}
