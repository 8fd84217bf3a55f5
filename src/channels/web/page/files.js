// Sending a photo, a PDF, a ZIP or a recording: chosen by a button, judged here first, and sent apart from the words.

const most = Number(document.body.dataset.fileMost);
const kinds = [
  "application/pdf",
  "image/jpeg",
  "image/png",
  "image/webp",
  "application/zip",
  "application/x-zip-compressed",
  "audio/ogg",
  "audio/mpeg",
  "audio/mp4",
  "audio/x-m4a",
  "audio/wav",
  "audio/webm",
];
const attempts = 4;
/** Who would have to wait longer is told so at once, and sends the file again himself. */
const longestWaitMs = 15_000;
const texts = {
  kind: "Yang dapat dikirim: foto (JPG, PNG, WebP), PDF, ZIP, atau rekaman suara.",
  tooLarge: `Berkas terlalu besar. Mohon kirim berkas paling besar ${Math.floor(most / 1024 / 1024)} MB.`,
  lost: "Sambungan terputus. Mohon kirim ulang berkasnya.",
  shown: (name) => `Berkas: ${name}`,
};

/** `began(words)` draws the message and gives its id; `state` and `taken` say what became of it. */
export function watchFiles({ button, input, wrong }, { began, state, taken }) {
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const [file] = input.files;
    input.value = ""; // the same file may be chosen again
    if (!file) return;
    // A phone does not always know a file's kind; the server looks at the file itself.
    wrong.textContent = file.type && !kinds.includes(file.type) ? texts.kind : file.size > most ? texts.tooLarge : "";
    if (wrong.textContent === "") send(file, began(texts.shown(file.name)));
  });

  async function send(file, id) {
    for (let attempt = 1; ; attempt += 1) {
      const { body, error, waitMs } = await post(file, id);
      if (body) return taken({ id }, body);
      if (waitMs === undefined || attempt === attempts) return state({ id }, "refused", error ?? texts.lost);
      state({ id }, "retrying", error);
      await new Promise((resolve) => setTimeout(resolve, waitMs || 1_000 * 2 ** attempt));
    }
  }
}

/** As in line.js: `{ body }` = taken, `{ error }` = refused for good, `{ waitMs }` = try again. */
async function post(file, id) {
  const form = new FormData();
  form.set("id", id);
  form.set("berkas", file, file.name);
  try {
    const answer = await fetch("/berkas", { method: "POST", body: form, signal: AbortSignal.timeout(120_000) });
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return { body };
    // A proxy with a limit of its own answers without our words.
    if (answer.status === 413) return { error: body.error ?? texts.tooLarge };
    const waitMs = Number(answer.headers.get("Retry-After") ?? 0) * 1000;
    const again = (answer.status === 429 && waitMs <= longestWaitMs) || answer.status >= 500;
    return again ? { waitMs, error: body.error } : { error: body.error };
  } catch {
    return { waitMs: 0 };
  }
}
