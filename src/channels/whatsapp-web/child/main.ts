import "./quiet.ts";

// Only now: what these import looks at the console when it is loaded.
const { serve } = await import("./serve.ts");
serve();
