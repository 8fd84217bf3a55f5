/* Reads one PDF after the other for `pdf-words.ts`, in a thread that can be stopped at any moment. */
import { parentPort } from "node:worker_threads";
import { getDocumentProxy } from "unpdf";

/** What is to be read: so many pages at most, and no more characters once there are so many. */
export interface PdfOrder {
  bytes: Uint8Array;
  pages: number;
  characters: number;
}

parentPort?.on("message", async (order: PdfOrder) => {
  parentPort?.postMessage(await wordsOf(order).catch(() => null));
});

async function wordsOf({ bytes, pages, characters }: PdfOrder): Promise<string> {
  const document = await getDocumentProxy(bytes, { verbosity: 0 });
  try {
    let words = "";
    for (let at = 1; at <= Math.min(pages, document.numPages) && words.length < characters; at++) {
      const { items } = await (await document.getPage(at)).getTextContent();
      // In lines, as they stand on the page.
      const page = items.map((it) => ("str" in it ? `${it.str}${it.hasEOL ? "\n" : ""}` : "")).join("");
      words += `${at === 1 ? "" : "\n\n"}${page}`;
    }
    return words.slice(0, characters);
  } finally {
    await document.loadingTask.destroy();
  }
}
