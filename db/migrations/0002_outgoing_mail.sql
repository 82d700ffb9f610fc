CREATE TABLE "links" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"purpose" text NOT NULL,
	"account_id" uuid NOT NULL,
	"email" text NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"replaced_at" timestamp (3) with time zone,
	CONSTRAINT "links_secret_hash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "mail_pauses" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "mail_pauses_is_one" CHECK ("mail_pauses"."only")
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"account_id" uuid NOT NULL,
	"recipient" text NOT NULL,
	"facts" jsonb NOT NULL,
	"link_id" uuid,
	"sealed_secret" text,
	"state" text DEFAULT 'WAITING' NOT NULL,
	"round" integer DEFAULT 1 NOT NULL,
	"round_started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"problem" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "mails_have_a_state" CHECK ("mails"."state" IN ('WAITING', 'SENT', 'FAILED', 'CANCELLED'))
);
--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "activated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "links_by_account" ON "links" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "mails_by_creation" ON "mails" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "mails_by_account" ON "mails" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "mails_by_link" ON "mails" USING btree ("link_id");--> statement-breakpoint
CREATE INDEX "mails_unsettled" ON "mails" USING btree ("state","created_at") WHERE "mails"."state" IN ('WAITING', 'FAILED');--> statement-breakpoint
ALTER TABLE "accounts" DROP COLUMN "version";--> statement-breakpoint
UPDATE "credentials" SET "activated_at" = coalesce("last_sign_in_at", now()) WHERE "password_hash" IS NOT NULL AND "single_use_expires_at" IS NULL;
