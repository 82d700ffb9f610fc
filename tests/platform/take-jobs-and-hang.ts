import { runJobs } from "#db/worker.ts";
import { provideDatabaseEnvironment } from "#lib/database-environment.ts";
import { SEND_EMAIL } from "#lib/mail/email-jobs.ts";

// A process of its own that the tests can kill while it holds jobs and has not looked at them.
provideDatabaseEnvironment();
runJobs({
  tasks: {
    [SEND_EMAIL]() {
      console.log("taken");
      return new Promise(() => {});
    },
  },
});
