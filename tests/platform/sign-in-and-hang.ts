import { availableParallelism } from "node:os";
import { provideDatabaseEnvironment } from "#lib/database-environment.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { signIn } from "#lib/sign-in/sign-in.ts";

// A separate process that tests can kill while it waits to hash a password.
provideDatabaseEnvironment();
const [email, password] = process.argv.slice(2);
for (let core = 0; core < availableParallelism(); core++) schedulerFor(`hangs ${core}`)(() => new Promise(() => {}));
setInterval(() => {}, 60_000);
console.log("hashing");
await signIn({ email, password }, { address: null, userAgent: null });
