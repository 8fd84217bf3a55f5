import { bubble, dayOf, node } from "./draw.js";
import { fetchMessages, follow, newTalk, outbox } from "./line.js";

const part = (id) => document.getElementById(id);
const log = part("catatan");
const typing = part("menunggu");
const news = part("kabar");
const box = part("tulis");
const wrong = part("galat");
const jump = part("kebawah");
const page = document.body.dataset;
const most = Number(page.most);
const drawn = new Set();
const mine = new Map();
let last = 0;
let day = "";
let talk = null;
let awaitedSince = 0;

const texts = {
  retrying: "Belum terkirim, mencoba lagi…",
  refused: "Tidak terkirim. ",
  slow: "Jawaban memakan waktu lebih lama dari biasanya. Mohon tunggu.",
  typing: "Kawan ASN sedang mencari jawaban",
  offline: "Sambungan terputus, mencoba lagi…",
  noCookie: "Percakapan ini memerlukan cookie. Izinkan cookie untuk situs ini, lalu muat ulang halaman.",
  notNew: "Percakapan baru belum dapat dimulai. Periksa sambungan Anda, lalu coba lagi.",
  empty: "Tulis pertanyaan Anda dahulu.",
};

const number = (it) => it.toLocaleString("id-ID");

// — showing —

const nearEnd = () => innerHeight + scrollY > document.documentElement.scrollHeight - 160;

const toEnd = () => scrollTo({ top: document.documentElement.scrollHeight });

/** A long answer is read from its beginning; otherwise the end of the talk is kept in view. */
function reveal(made) {
  if (made.offsetHeight > innerHeight * 0.6) made.scrollIntoView({ block: "start" });
  else toEnd();
}

function add(message) {
  const today = dayOf(message.at);
  if (today !== day) log.append(node("p", "day", today));
  day = today;
  const made = bubble(message, (tapped) => say({ ...tapped }, tapped.label));
  log.append(made);
  return made;
}

/** Draws what is new; returns whether anything was. */
function show(messages) {
  const follows = nearEnd();
  let made = null;
  for (const message of messages) {
    if (drawn.has(message.id)) continue;
    drawn.add(message.id);
    last = Math.max(last, message.id);
    const known = message.own && mine.get(message.own);
    if (known) settle(known);
    else made = add(message);
    if (message.author === "assistant") expect(false);
    if (message.own && !known) mine.set(message.own, made);
  }
  if (!made) return;
  if (follows) reveal(made);
  else jump.hidden = false;
}

function settle(made) {
  delete made.dataset.state;
  made.querySelector(".state")?.remove();
}

/** What became of an own message that the server has not taken. */
function setState({ id }, state, error) {
  const made = mine.get(id);
  if (!made) {
    news.textContent = state === "retrying" ? error || texts.offline : "";
    return;
  }
  settle(made);
  made.dataset.state = state;
  const line = node("p", "state", state === "refused" ? texts.refused + (error ?? "") : error || texts.retrying);
  line.role = "status";
  if (state === "retrying") {
    const now = node("button", "again", "Coba sekarang");
    now.type = "button";
    now.addEventListener("click", () => outgoing.hurry());
    line.append(" ", now);
  } else expect(false);
  made.append(line);
}

function expect(answer) {
  awaitedSince = answer ? Date.now() : 0;
  drawTyping();
}

function drawTyping() {
  const seconds = awaitedSince ? (Date.now() - awaitedSince) / 1000 : 0;
  typing.hidden = !awaitedSince;
  const words = seconds > 20 ? texts.slow : texts.typing;
  if (!awaitedSince) typing.replaceChildren();
  else if (typing.dataset.words !== words || !typing.hasChildNodes()) {
    typing.dataset.words = words;
    typing.replaceChildren(node("span", "dots", node("i"), node("i"), node("i")), node("span", "", words));
  }
}

// — sending —

const outgoing = outbox({
  state: setState,
  taken(message, { talk: now }) {
    news.textContent = "";
    const made = mine.get(message.id);
    if (made) settle(made);
    sameTalk(now);
  },
});

/** Shows the message at once and sends it; `words` = what the person sees of it, null for an opening. */
function say(message, words) {
  const full = { id: crypto.randomUUID ? crypto.randomUUID() : randomId(), ...message };
  if (words !== null) mine.set(full.id, add({ author: "person", text: words, at: new Date().toISOString() }));
  expect(true);
  toEnd();
  outgoing.put(full);
}

/** Browsers give `randomUUID` to https pages only; a pilot may run without. */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (it) => it.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function sendBox() {
  const text = box.value.trim();
  if (text === "") return complain(texts.empty);
  if (text.length > most) return complain(tooLong(text.length));
  box.value = "";
  measure();
  say({ text }, text);
}

const tooLong = (length) => `Pesan terlalu panjang: ${number(length)} dari ${number(most)} huruf. Mohon diringkas.`;

function complain(words) {
  wrong.textContent = words;
  box.focus();
}

/** Grows the box with its words and warns before they are too many. */
function measure() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
  wrong.textContent = box.value.length > most ? tooLong(box.value.length) : "";
}

// — the talk —

/** Another tab began a new talk, or the cookie was cleared: this page shows an old one. */
function sameTalk(now) {
  if (talk === null) talk = now;
  if (now !== talk) location.reload();
}

async function open() {
  let found = await fetchMessages(0);
  for (let wait = 1; !found; wait = Math.min(15, wait * 2)) {
    news.textContent = texts.offline;
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    found = await fetchMessages(0);
  }
  news.textContent = found.talk ? "" : texts.noCookie;
  if (!found.talk) return;
  talk = found.talk;
  show(found.messages);
  log.ariaBusy = "false";
  goOn(found);
  toEnd();
  follow({
    last: () => last,
    awaited: () => awaitedSince > 0,
    messages: show,
    mark: sameTalk,
    reachable: (yes) => (news.textContent = yes ? "" : texts.offline),
  });
}

/** What was left in the queue goes out; a first visit, or one to another city's page, opens the talk. */
function goOn({ city, messages }) {
  for (const message of outgoing.pending()) {
    const words = message.text ?? message.label;
    if (words && !mine.has(message.id)) mine.set(message.id, add({ author: "person", text: words, at: new Date().toISOString() }));
  }
  const newest = messages.at(-1);
  if (newest?.author === "person" && Date.now() - Date.parse(newest.at) < 120_000) expect(true);
  if (outgoing.pending().length > 0) outgoing.hurry();
  else if (city === null || (page.city && city !== page.city)) say({ start: page.city }, null);
}

part("kirim").addEventListener("submit", (event) => {
  event.preventDefault();
  sendBox();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sendBox();
});
box.addEventListener("input", measure);
jump.addEventListener("click", toEnd);
addEventListener("scroll", () => nearEnd() && (jump.hidden = true), { passive: true });
setInterval(drawTyping, 2_000);
part("baru").addEventListener("click", () => part("tanya").showModal());
part("tanya").addEventListener("close", async ({ target }) => {
  if (target.returnValue !== "ya") return;
  if (!(await newTalk())) return void (news.textContent = texts.notNew);
  outgoing.clear();
  location.reload();
});
addEventListener("beforeprint", () => {
  for (const it of document.querySelectorAll("details")) it.open = true;
});
if (matchMedia("(pointer: fine)").matches) box.focus();
open();
