// Keeps the sources as Node reads them: without types, and compiled. What is kept needs no work and no compiler in memory at the next
// start; a changed file is read anew. Plain JavaScript, since it has to run before any type is taken away. A folder that cannot be
// written is no fault: then nothing is kept.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/kawan-asn/code", import.meta.url)));
