// Imported before anything else: libsignal prints sessions, private keys and all, on its console. What this process has to
// say goes over the line to the service.
const silent = () => {};
const own = Reflect.get(globalThis, "console") as unknown as Record<string, unknown>;
for (const [name, it] of Object.entries(own)) if (typeof it === "function") own[name] = silent;
process.stdout.write = () => true;
process.stderr.write = () => true;

export const quiet = true;
