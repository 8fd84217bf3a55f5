import { watchBox } from "./box.js";
import { bubble, dayOf, drawDraft, node } from "./draw.js";
import { watchFiles } from "./files.js";
import { fetchMessages, follow, newId, newTalk, outbox } from "./line.js";

const part = (id) => document.getElementById(id);
const log = part("catatan");
const typing = part("menunggu");
const news = part("kabar");
const jump = part("kebawah");
const badge = part("siapa");
const { city: pageCity } = document.body.dataset;
/** Ids of the messages on the page, and the bubbles of the person's own by the id this page gave them. */
const drawn = new Set();
const mine = new Map();
let last = 0;
let day = "";
let talk = null;
let awaitedSince = 0;
let atEnd = true;

const texts = {
  retrying: "Belum terkirim, mencoba lagi…",
  refused: "Tidak terkirim.",
  slow: "Jawaban memakan waktu lebih lama dari biasanya. Mohon tunggu.",
  typing: "Kawan ASN sedang mencari jawaban",
  offline: "Sambungan terputus, mencoba lagi…",
  noCookie: "Percakapan ini memerlukan cookie. Izinkan cookie untuk situs ini, lalu muat ulang halaman.",
  notNew: "Percakapan baru belum dapat dimulai. Periksa sambungan Anda, lalu coba lagi.",
  notOut: "Belum dapat keluar. Periksa sambungan Anda, lalu coba lagi.",
};

// Showing

const nearEnd = () => innerHeight + scrollY > document.documentElement.scrollHeight - 120;
const toEnd = () => scrollTo({ top: document.documentElement.scrollHeight });

/** Changes the page; who was reading its end still does, everybody else keeps their place. */
function keepingPlace(change) {
  const follows = nearEnd();
  change();
  if (follows) toEnd();
}

function add(message) {
  const today = dayOf(message.at);
  if (today !== day) log.append(node("p", "day", today));
  day = today;
  const made = bubble(message, (tapped) => say(tapped, tapped.label));
  log.append(made);
  return made;
}

const addOwn = (id, text) => mine.set(id, add({ author: "person", text, at: new Date().toISOString() }));

/** Draws what is new. A long answer is read from its beginning; away from the end, only a button says that there is one. */
function show(messages) {
  const follows = nearEnd();
  let newest = null;
  for (const message of messages) {
    if (drawn.has(message.id)) continue;
    drawn.add(message.id);
    last = Math.max(last, message.id);
    if (message.author === "assistant") {
      expect(false);
      drawDraft(log, "");
    }
    const known = mine.get(message.own);
    if (known) settle(known);
    else newest = add(message);
    if (message.own && !known) mine.set(message.own, newest);
  }
  if (!newest) return;
  if (!follows) jump.hidden = false;
  else toNewest(newest);
}

function toNewest(bubble) {
  if (bubble.offsetHeight > innerHeight * 0.6) bubble.scrollIntoView({ block: "start" });
  else toEnd();
}

function expect(answer) {
  awaitedSince = answer ? Date.now() : 0;
  drawTyping();
}

function drawTyping() {
  const words = awaitedSince === 0 ? "" : Date.now() - awaitedSince > 20_000 ? texts.slow : texts.typing;
  if (typing.textContent === words) return;
  typing.replaceChildren(...(words ? [node("span", "dots", node("i"), node("i"), node("i")), node("span", "", words)] : []));
}

// Sending

function settle(made) {
  delete made.dataset.state;
  made.querySelector(".state")?.remove();
}

/** What became of a message that the server has not taken; an opening has no bubble. */
function setState({ id }, state, error) {
  expect(false);
  const made = mine.get(id);
  if (!made) {
    news.textContent = error ?? texts.offline;
    return;
  }
  const words = state === "refused" ? `${texts.refused} ${error ?? ""}` : (error ?? texts.retrying);
  const line = node("p", "state", words);
  line.role = "status";
  if (state === "retrying") {
    const now = node("button", "again", "Coba sekarang");
    now.type = "button";
    now.addEventListener("click", () => outgoing.hurry());
    line.append(" ", now);
  }
  keepingPlace(() => {
    settle(made);
    made.dataset.state = state;
    made.append(line);
  });
}

function taken({ id }, { talk: now }) {
  news.textContent = "";
  const made = mine.get(id);
  if (made?.dataset.state) expect(true);
  if (made) settle(made);
  sameTalk(now);
}

const outgoing = outbox({ state: setState, taken });

/** Shows a message at once and sends it; `words` = what the person sees of it, null for an opening. */
function say(message, words) {
  outgoing.put({ id: began(words), ...message });
}

function began(words) {
  const id = newId();
  if (words !== null) addOwn(id, words);
  expect(true);
  toEnd();
  return id;
}

// The talk

/** Another tab began a new talk, or the cookie was cleared: this page shows an old one. */
function sameTalk(now) {
  if (now !== talk) location.reload();
}

/** Whose talk this is; a masked name, since others may see the screen. */
function showWho(name) {
  part("nama").textContent = name ?? "";
  badge.hidden = !name;
  part("lampir").hidden = !name; // whose files are taken is known
}

async function open() {
  const found = await fetchPatiently();
  news.textContent = found.talk ? "" : texts.noCookie;
  if (!found.talk) return;
  talk = found.talk;
  showWho(found.who);
  show(found.messages);
  log.ariaBusy = "false";
  goOn(found);
  toEnd();
  follow({
    last: () => last,
    awaited: () => awaitedSince > 0,
    messages: show,
    mark: sameTalk,
    who: showWho,
    draft: (text) => keepingPlace(() => drawDraft(log, text)),
    reachable(yes) {
      news.textContent = yes ? "" : texts.offline;
    },
  });
}

async function fetchPatiently() {
  for (let seconds = 1; ; seconds = Math.min(15, seconds * 2)) {
    const found = await fetchMessages(0);
    if (found) return found;
    news.textContent = texts.offline;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

/** What an earlier page could not send goes out; a first visit, or one to another city's page, opens the talk. */
function goOn({ city, messages }) {
  const left = outgoing.pending();
  for (const { id, text, label } of left) if ((text ?? label) && !mine.has(id)) addOwn(id, text ?? label);
  const newest = messages.at(-1);
  if (newest?.author === "person" && Date.now() - Date.parse(newest.at) < 120_000) expect(true);
  const unopened = city === null || (pageCity !== "" && city !== pageCity);
  if (unopened && !left.some((it) => "start" in it)) say({ start: pageCity }, null);
  else outgoing.hurry();
  sayShared();
}

/** A link to one class carries its word behind the #; said once, not again when the page is loaded anew. */
function sayShared() {
  const word = /^#(kelas-[a-z-]+-\d+)$/.exec(location.hash)?.[1];
  if (word === undefined) return;
  window.history.replaceState(null, "", location.pathname + location.search);
  say({ text: word }, word);
}

watchBox({ form: part("kirim"), box: part("tulis"), wrong: part("galat") }, (text) => say({ text }, text));
watchFiles({ button: part("lampir"), input: part("berkas"), wrong: part("galat") }, { began, state: setState, taken });
jump.addEventListener("click", toEnd);
log.addEventListener("load", () => atEnd && toNewest(log.lastElementChild), true); // a picture came and has its height
addEventListener("resize", () => atEnd && toEnd()); // a phone's keyboard opens
addEventListener(
  "scroll",
  () => {
    atEnd = nearEnd();
    if (atEnd) jump.hidden = true;
  },
  { passive: true },
);
setInterval(drawTyping, 2_000);
part("baru").addEventListener("click", () => part("tanya").showModal());
part("tanya").addEventListener("close", async ({ target }) => {
  if (target.returnValue !== "ya") return;
  if (await newTalk()) {
    outgoing.clear();
    location.reload();
  } else news.textContent = texts.notNew;
});
part("keluar").addEventListener("click", async () => {
  if (await newTalk("/keluar")) {
    outgoing.clear();
    location.reload();
  } else news.textContent = texts.notOut;
});
addEventListener("beforeprint", () => {
  for (const it of document.querySelectorAll("details")) it.open = true;
});
open();
