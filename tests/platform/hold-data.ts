import { startEmbeddedPostgres } from "#db/embedded.ts";

// A separate process that tests can kill. Prints where its database is.
process.on("SIGTERM", () => process.exit(1));
const server = await startEmbeddedPostgres({ dataDir: String(process.argv[2]), label: "http://localhost:3999" });
console.log(JSON.stringify(server));
setInterval(() => {}, 60_000);
