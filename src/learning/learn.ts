/* A process that learns what there is to be learnt from a folder, and hands it over: `node src/learning/learn.ts FOLDER`, or as a child. */
import { learningFrom } from "./learning.ts";

const [folder = ""] = process.argv.slice(2);

learningFrom(
  folder,
  process.send && {
    recall(name, learn) {
      const learnt = learn();
      process.send?.({ name, learnt });
      return learnt;
    },
  },
).now();
