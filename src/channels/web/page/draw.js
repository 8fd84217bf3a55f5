// Bubbles as DOM nodes. Words from outside only ever become text nodes: nothing here parses HTML.

const { zone } = document.body.dataset;
const zoneNames = { "Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };
const inZone = zone ? { timeZone: zone } : {};
const clock = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", ...inZone });
const calendar = new Intl.DateTimeFormat("id-ID", { weekday: "long", day: "numeric", month: "long", year: "numeric", ...inZone });
/** Characters of a passage that are shown before it is unfolded. */
const foldOver = 600;

/** `node("p", "hint", "words", otherNode)` */
export function node(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** `22 November 2026` with its weekday: stands between the messages of two days. */
export const dayOf = (at) => calendar.format(new Date(at));

/** A message of either side. `tap(button)` is called for a quick reply. */
export function bubble(message, tap) {
  const mine = message.author === "person";
  const made = node("article", mine ? "bubble mine" : "bubble theirs", node("span", "unseen", mine ? "Anda: " : "Kawan ASN: "));
  made.append(mine ? node("div", "words", message.text) : paragraphs(message.text));
  if (message.sources?.length) made.append(sources(message.sources));
  if (message.files?.length) made.append(node("div", "files", ...message.files.map(file)));
  made.append(timeLine(message.at));
  if (message.buttons?.length) made.append(quickReplies(message, tap));
  return made;
}

/** What can already be said of an answer, at the end of the talk; no words = none any more. The answer itself takes its place. */
export function drawDraft(log, text) {
  const shown = log.querySelector(".draft");
  if (text === "") return shown?.remove();
  const made = node("article", "bubble theirs draft", node("span", "unseen", "Kawan ASN, jawaban belum selesai: "), paragraphs(text));
  made.ariaBusy = "true";
  if (shown) shown.replaceWith(made);
  else log.append(made);
}

export function timeLine(at) {
  const time = node("time", "", `${clock.format(new Date(at))} ${zoneNames[zone] ?? ""}`.trim());
  time.dateTime = at;
  return node("p", "when", time);
}

/** Lines as paragraphs, `*bold*` as <strong>, numbered and dashed lines with a hanging indent. */
function paragraphs(text) {
  const words = node("div", "words");
  let gap = false;
  for (const line of text.split("\n")) {
    if (line.trim() === "") {
      gap = words.childElementCount > 0;
      continue;
    }
    const [, point, rest] = /^\s*(\d{1,2}[.)]|[-•])\s+(.*)$/.exec(line) ?? [];
    const content = point ? [node("span", "point", `${point === "-" ? "•" : point} `), ...marked(rest)] : marked(line);
    words.append(node("p", `${point ? "item" : ""}${gap ? " gap" : ""}`.trim(), ...content));
    gap = false;
  }
  return words;
}

const marked = (line) =>
  line.split(/\*(?!\s)([^*]+?)(?<!\s)\*/).map((piece, at) => (at % 2 === 1 ? node("strong", "", piece) : document.createTextNode(piece)));

function sources(list) {
  const title = node("p", "sources-title", list.length === 1 ? "Sumber" : `Sumber (${list.length})`);
  return node("div", "sources", title, ...list.map(source));
}

function source({ label, status, text }) {
  const summary = node("summary", "", node("span", "source-name", label));
  if (status) summary.append(" ", node("span", `status ${toneOf(status)}`, status));
  return node("details", "source", summary, ...passage(text));
}

/** A picture in place, which opens alone at a tap, and a link to keep it; of anything else the link. */
function file({ name, blob, alt }) {
  const href = `/berkas/${encodeURIComponent(blob)}`;
  const link = node("a", "file", `Unduh ${name}`);
  link.href = href;
  link.download = name;
  if (alt === undefined) return link;
  const image = node("img", "");
  image.alt = alt;
  image.loading = "lazy";
  image.src = href;
  const alone = node("a", "alone", image);
  alone.href = href;
  alone.target = "_blank";
  alone.rel = "noopener";
  return node("figure", "picture", alone, link);
}

/** Colour of a rule's standing; the words say the same, as not everybody sees colours. */
function toneOf(status) {
  if (/^((sudah )?dicabut|tidak berlaku)/i.test(status)) return "gone";
  if (/diubah|sebagian|belum/i.test(status)) return "changed";
  return /^berlaku/i.test(status) ? "valid" : "neutral";
}

function passage(text) {
  const quote = node("blockquote", "passage", text);
  if (text.length <= foldOver) return [quote];
  quote.classList.add("folded");
  const more = node("button", "more", "Tampilkan seluruhnya");
  more.type = "button";
  more.ariaExpanded = "false";
  more.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    more.ariaExpanded = String(!folded);
    more.textContent = folded ? "Tampilkan seluruhnya" : "Ringkas kembali";
  });
  return [quote, more];
}

function quickReplies({ buttons, menu }, tap) {
  const group = node("div", "choices");
  group.role = "group";
  group.ariaLabel = "Pilihan jawaban";
  for (const { label, place } of buttons) {
    const button = node("button", "choice", label);
    button.type = "button";
    button.addEventListener("click", () => tap({ menu, choice: place, label }));
    group.append(button);
  }
  return group;
}
