CREATE TABLE "account_domains" (
	"account_id" uuid NOT NULL,
	"domain_id" uuid NOT NULL,
	CONSTRAINT "account_domains_pk" PRIMARY KEY("account_id","domain_id")
);
--> statement-breakpoint
CREATE TABLE "domain_groups" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"colour" text NOT NULL,
	"description" text NOT NULL,
	CONSTRAINT "domain_groups_name_key_unique" UNIQUE("name_key")
);
--> statement-breakpoint
CREATE TABLE "domains" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"group_id" uuid NOT NULL,
	"parent_id" uuid,
	"path" text NOT NULL,
	"path_key" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"segregation" boolean DEFAULT false NOT NULL,
	CONSTRAINT "settings_are_one" CHECK ("settings"."only")
);
--> statement-breakpoint
ALTER TABLE "account_domains" ADD CONSTRAINT "account_domains_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_domains" ADD CONSTRAINT "account_domains_domain_id_domains_id_fk" FOREIGN KEY ("domain_id") REFERENCES "public"."domains"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domains" ADD CONSTRAINT "domains_group_id_domain_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."domain_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domains" ADD CONSTRAINT "domains_parent_id_domains_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."domains"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_domains_by_domain" ON "account_domains" USING btree ("domain_id","account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "domains_by_path" ON "domains" USING btree ("group_id","path_key" COLLATE "C");--> statement-breakpoint
CREATE INDEX "domains_by_parent" ON "domains" USING btree ("parent_id","group_id","path_key" COLLATE "C");