// The way to the server: a queue that loses nothing, and the stream of messages back.

const key = "kawan-antrean";
const headers = { "Content-Type": "application/json" };

/** Messages not yet taken by the server; they outlive a reload and keep their id over every attempt. */
export function outbox({ state, taken }) {
  let queue = JSON.parse(storage((it) => it.getItem(key)) ?? "[]");
  let busy = false;
  let hurry = () => {};
  const save = () => storage((it) => it.setItem(key, JSON.stringify(queue)));

  async function pump() {
    if (busy) return hurry();
    busy = true;
    for (let attempt = 1; queue.length > 0; attempt += 1) {
      const [message] = queue;
      const { body, error, waitMs } = await post(message);
      if (waitMs !== undefined) {
        state(message, "retrying", error);
        await pause(waitMs || Math.min(15_000, 500 * 2 ** attempt));
        continue;
      }
      attempt = 0;
      queue = queue.filter((it) => it.id !== message.id);
      save();
      if (body) taken(message, body);
      else state(message, "refused", error);
    }
    busy = false;
  }

  const pause = (ms) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  addEventListener("online", pump);
  return {
    pending: () => queue,
    put(message) {
      queue = [...queue, message];
      save();
      pump();
    },
    hurry: pump,
    clear() {
      queue = [];
      save();
    },
  };
}

/** A browser that blocks storage still talks; only its unsent messages do not outlive a reload. */
function storage(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

/** `{ body }` = taken; `{ error }` = refused for good; `{ waitMs }` = try again (0 = when you like). */
async function post(message) {
  try {
    const answer = await fetch("/pesan", { method: "POST", headers, body: JSON.stringify(message), signal: AbortSignal.timeout(20_000) });
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return { body };
    const again = answer.status === 429 || answer.status >= 500;
    return again ? { waitMs: Number(answer.headers.get("Retry-After") ?? 0) * 1000, error: body.error } : { error: body.error };
  } catch {
    return { waitMs: 0 };
  }
}

/** Messages after an id; null when the server cannot be reached. */
export async function fetchMessages(after) {
  try {
    const answer = await fetch(`/pesan?setelah=${after}`, { signal: AbortSignal.timeout(20_000) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** True = the browser has a new talk, and whoever was linked in the former one is out. */
export async function newTalk(path = "/percakapan") {
  const answer = await fetch(path, { method: "POST", headers, body: "{}" }).catch(() => null);
  return answer?.ok ?? false;
}

/**
 * Follows the talk. Where a proxy holds the stream back, or too many pages are open, it asks for news instead:
 * often while an answer is awaited, otherwise now and then.
 */
export function follow({ last, awaited, messages, mark, who, draft, reachable }) {
  let stream = null;
  let heardAt = 0;
  const silent = () => Date.now() - heardAt > 40_000;

  function open() {
    stream?.close();
    stream = new EventSource(`/aliran?setelah=${last()}`);
    stream.addEventListener("hidup", (event) => heard(() => mark(event.data)));
    stream.addEventListener("siapa", (event) => who(event.data));
    stream.addEventListener("draf", (event) => heard(() => draft(JSON.parse(event.data).text)));
    stream.addEventListener("pesan", (event) => heard(() => messages([JSON.parse(event.data)])));
    stream.addEventListener("error", () => ask());
  }

  function heard(then) {
    heardAt = Date.now();
    reachable(true);
    then();
  }

  async function ask() {
    const news = await fetchMessages(last());
    reachable(news !== null);
    if (!news) return;
    mark(news.talk);
    who(news.who);
    messages(news.messages);
  }

  open();
  setInterval(() => (awaited() || silent()) && ask(), 4_000);
  setInterval(() => stream.readyState === EventSource.CLOSED && open(), 20_000);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("pageshow", (event) => event.persisted && open()); // back from the browser's memory
  addEventListener("pagehide", () => stream.close());
}

/** A version 4 UUID. `crypto.randomUUID` exists on https pages only; a pilot inside an office may run without. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (it) => it.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
