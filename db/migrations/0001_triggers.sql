CREATE FUNCTION reject_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'audit events are only ever added' USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER audit_events_append_only
	BEFORE UPDATE OR TRUNCATE ON audit_events
	FOR EACH STATEMENT EXECUTE FUNCTION reject_audit_change();
--> statement-breakpoint
CREATE TRIGGER audit_events_about_accounts_cannot_be_deleted
	BEFORE DELETE ON audit_events
	FOR EACH ROW WHEN (OLD.actor_id IS NOT NULL OR OLD.target_id IS NOT NULL OR OLD.at > now() - interval '1 day')
	EXECUTE FUNCTION reject_audit_change();
--> statement-breakpoint
CREATE FUNCTION update_has_identity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	account uuid := coalesce(NEW.account_id, OLD.account_id);
	has_any boolean := EXISTS (SELECT FROM identities WHERE account_id = account);
BEGIN
	UPDATE credentials SET has_identity = has_any WHERE account_id = account AND has_identity <> has_any;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER identities_update_has_identity
	AFTER INSERT OR DELETE ON identities
	FOR EACH ROW EXECUTE FUNCTION update_has_identity();
--> statement-breakpoint
CREATE FUNCTION copy_sort_keys_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- Waits for a change of these keys in another transaction.
	SELECT sort_key, email, created_at INTO NEW.sort_key, NEW.email, NEW.created_at
	FROM accounts WHERE id = NEW.account_id FOR SHARE;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER account_domains_copy_sort_keys
	BEFORE INSERT ON account_domains
	FOR EACH ROW EXECUTE FUNCTION copy_sort_keys_of_account();
--> statement-breakpoint
CREATE FUNCTION copy_creation_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	SELECT created_at INTO NEW.account_created_at FROM accounts WHERE id = NEW.account_id;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER credentials_copy_creation
	BEFORE INSERT ON credentials
	FOR EACH ROW EXECUTE FUNCTION copy_creation_of_account();
--> statement-breakpoint
CREATE FUNCTION update_copies_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE account_domains SET sort_key = NEW.sort_key, email = NEW.email, created_at = NEW.created_at
	WHERE account_id = NEW.id;
	UPDATE credentials SET account_created_at = NEW.created_at
	WHERE account_id = NEW.id AND account_created_at <> NEW.created_at;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER accounts_update_copies
	AFTER UPDATE OF sort_key, email, created_at ON accounts
	FOR EACH ROW WHEN ((OLD.sort_key, OLD.email, OLD.created_at) IS DISTINCT FROM (NEW.sort_key, NEW.email, NEW.created_at))
	EXECUTE FUNCTION update_copies_of_account();
--> statement-breakpoint
CREATE FUNCTION update_domains_of_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE accounts SET domain_ids = stored.domain_ids
	FROM (SELECT DISTINCT account_id FROM changed) AS account CROSS JOIN LATERAL (
		SELECT array_agg(domain_id ORDER BY domain_id) AS domain_ids FROM account_domains
		WHERE account_id = account.account_id
	) AS stored
	WHERE id = account.account_id AND accounts.domain_ids IS DISTINCT FROM stored.domain_ids;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER account_domains_inserted
	AFTER INSERT ON account_domains REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION update_domains_of_accounts();
--> statement-breakpoint
CREATE TRIGGER account_domains_deleted
	AFTER DELETE ON account_domains REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION update_domains_of_accounts();
