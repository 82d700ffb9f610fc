import { runJobs } from "#db/worker.ts";
import { provideDatabaseEnvironment } from "#lib/database-environment.ts";
import { SEND_EMAIL } from "#lib/mail/email-jobs.ts";

// A separate process that tests can kill while it has locked jobs.
provideDatabaseEnvironment();
runJobs({
  tasks: {
    [SEND_EMAIL]() {
      console.log("taken");
      return new Promise(() => {});
    },
  },
});
