CREATE TABLE "identities" (
	"account_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"email" text,
	"linked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "identities_account_id_issuer_pk" PRIMARY KEY("account_id","issuer"),
	CONSTRAINT "identities_belong_to_one_account" UNIQUE("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "spent_tokens" (
	"hash" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "issuer" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "provider_session_id" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "sealed_id_token" text;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "spent_tokens_by_expiry" ON "spent_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sessions_by_provider_session" ON "sessions" USING btree ("provider_session_id") WHERE "sessions"."provider_session_id" IS NOT NULL;