import { startEmbeddedPostgres } from "#db/embedded.ts";

// A process of its own that the tests can kill: it says where its database is, and goes on.
process.on("SIGTERM", () => process.exit(1));
const server = await startEmbeddedPostgres({ dataDir: String(process.argv[2]), label: "http://localhost:3999" });
console.log(JSON.stringify(server));
setInterval(() => {}, 60_000);
