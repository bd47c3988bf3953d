CREATE TABLE "appointments" (
	"appointment_id" text PRIMARY KEY NOT NULL,
	"conversation_id" uuid NOT NULL,
	"professional_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"label" text NOT NULL,
	"starts_at" timestamp(3) with time zone NOT NULL,
	"ends_at" timestamp(3) with time zone,
	"locale" text DEFAULT 'fr' NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"cancelled_at" timestamp(3) with time zone,
	CONSTRAINT "appointments_conversation_key" UNIQUE("conversation_id"),
	CONSTRAINT "appointments_end_check" CHECK ("appointments"."ends_at" is null or "appointments"."ends_at" >= "appointments"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "attachments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"conversation_id" uuid NOT NULL,
	"uploader_id" uuid NOT NULL,
	"message_id" uuid,
	"state" text DEFAULT 'pending' NOT NULL,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" bigint,
	"sha256" text,
	"storage_key" text,
	"external_url" text,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	"purged_at" timestamp(3) with time zone,
	CONSTRAINT "attachments_storage_key" UNIQUE("storage_key"),
	CONSTRAINT "attachments_state_check" CHECK ("attachments"."state" in ('pending', 'ready', 'rejected')),
	CONSTRAINT "attachments_size_check" CHECK ("attachments"."size_bytes" is null or "attachments"."size_bytes" >= 0),
	CONSTRAINT "attachments_place_check" CHECK ("attachments"."storage_key" is null or "attachments"."external_url" is null)
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"actor_id" uuid,
	"actor_role" text NOT NULL,
	"action" text NOT NULL,
	"target_kind" text,
	"target_id" text,
	"request_id" text,
	"detail" jsonb,
	CONSTRAINT "audit_actor_role_check" CHECK ("audit"."actor_role" in ('professional', 'client', 'service', 'admin', 'system'))
);
--> statement-breakpoint
CREATE TABLE "call_events" (
	"call_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"kind" text NOT NULL,
	"participant_id" uuid,
	"device" text,
	"detail" jsonb,
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "call_events_pkey" PRIMARY KEY("call_id","seq"),
	CONSTRAINT "call_events_seq_check" CHECK ("call_events"."seq" > 0)
);
--> statement-breakpoint
CREATE TABLE "call_participants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"call_id" uuid NOT NULL,
	"person_id" uuid,
	"guest_name" text,
	"role" text NOT NULL,
	"state" text DEFAULT 'invited' NOT NULL,
	"admitted_by_id" uuid,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"joined_at" timestamp(3) with time zone,
	"left_at" timestamp(3) with time zone,
	CONSTRAINT "call_participants_person_key" UNIQUE("call_id","person_id"),
	CONSTRAINT "call_participants_who_check" CHECK (("call_participants"."person_id" is null) <> ("call_participants"."guest_name" is null)),
	CONSTRAINT "call_participants_role_check" CHECK ("call_participants"."role" in ('professional', 'client', 'guest')),
	CONSTRAINT "call_participants_state_check" CHECK ("call_participants"."state" in ('invited', 'ringing', 'waiting', 'admitted', 'joined', 'declined', 'left', 'removed'))
);
--> statement-breakpoint
CREATE TABLE "call_share_tokens" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"call_id" uuid NOT NULL,
	"created_by_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"revoked_at" timestamp(3) with time zone,
	"use_count" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "call_share_tokens_hash_check" CHECK (octet_length("call_share_tokens"."token_hash") = 32),
	CONSTRAINT "call_share_tokens_life_check" CHECK ("call_share_tokens"."expires_at" > "call_share_tokens"."created_at")
);
--> statement-breakpoint
CREATE TABLE "calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"conversation_id" uuid,
	"kind" text DEFAULT 'video' NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"end_reason" text,
	"initiator_id" uuid NOT NULL,
	"professional_id" uuid NOT NULL,
	"client_id" uuid,
	"answered_by_id" uuid,
	"answered_device" text,
	"conference_code" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"ring_deadline_at" timestamp(3) with time zone,
	"answered_at" timestamp(3) with time zone,
	"ended_at" timestamp(3) with time zone,
	"expires_at" timestamp(3) with time zone,
	CONSTRAINT "calls_conference_code_key" UNIQUE("conference_code"),
	CONSTRAINT "calls_kind_check" CHECK ("calls"."kind" in ('audio', 'video')),
	CONSTRAINT "calls_status_check" CHECK ("calls"."status" in ('pending', 'ringing', 'active', 'ended')),
	CONSTRAINT "calls_end_reason_check" CHECK ("calls"."end_reason" is null or "calls"."end_reason" in ('completed', 'declined', 'missed', 'cancelled', 'busy', 'failed', 'expired')),
	CONSTRAINT "calls_ended_check" CHECK (("calls"."status" = 'ended') = ("calls"."end_reason" is not null) and ("calls"."status" = 'ended') = ("calls"."ended_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "conversations_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"status" text DEFAULT 'active' NOT NULL,
	"subject" text,
	"appointment_id" text,
	"professional_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"last_seq" integer DEFAULT 0 NOT NULL,
	"last_message_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "conversations_number_key" UNIQUE("number"),
	CONSTRAINT "conversations_status_check" CHECK ("conversations"."status" in ('active', 'archived', 'blocked')),
	CONSTRAINT "conversations_last_seq_check" CHECK ("conversations"."last_seq" >= 0),
	CONSTRAINT "conversations_pair_check" CHECK ("conversations"."professional_id" <> "conversations"."client_id")
);
--> statement-breakpoint
CREATE TABLE "participants" (
	"conversation_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"joined_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"left_at" timestamp(3) with time zone,
	"read_seq" integer DEFAULT 0 NOT NULL,
	"read_at" timestamp(3) with time zone,
	"sent_count" integer DEFAULT 0 NOT NULL,
	"sent_at_read" integer DEFAULT 0 NOT NULL,
	"delivered_seq" integer DEFAULT 0 NOT NULL,
	"delivered_at" timestamp(3) with time zone,
	CONSTRAINT "participants_pkey" PRIMARY KEY("conversation_id","person_id"),
	CONSTRAINT "participants_role_check" CHECK ("participants"."role" in ('professional', 'client')),
	CONSTRAINT "participants_read_check" CHECK ("participants"."read_seq" >= 0 and "participants"."delivered_seq" >= 0),
	CONSTRAINT "participants_sent_check" CHECK ("participants"."sent_at_read" >= 0 and "participants"."sent_at_read" <= "participants"."sent_count" and "participants"."sent_at_read" <= "participants"."read_seq")
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"conversation_id" uuid NOT NULL,
	"reader_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"up_to_seq" integer NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "receipts_pkey" PRIMARY KEY("conversation_id","reader_id","kind","up_to_seq"),
	CONSTRAINT "receipts_kind_check" CHECK ("receipts"."kind" in ('read', 'delivered')),
	CONSTRAINT "receipts_up_to_seq_check" CHECK ("receipts"."up_to_seq" > 0)
);
--> statement-breakpoint
CREATE TABLE "mentions" (
	"message_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	CONSTRAINT "mentions_pkey" PRIMARY KEY("message_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "message_edits" (
	"message_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"editor_id" uuid NOT NULL,
	"content" text NOT NULL,
	"metadata" jsonb,
	"edited_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "message_edits_pkey" PRIMARY KEY("message_id","revision"),
	CONSTRAINT "message_edits_revision_check" CHECK ("message_edits"."revision" > 0)
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" bigint GENERATED BY DEFAULT AS IDENTITY (sequence name "messages_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"conversation_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"author_id" uuid,
	"client_key" text collate "C",
	"type" text NOT NULL,
	"content" text NOT NULL,
	"metadata" jsonb,
	"reply_to_id" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"edited_at" timestamp(3) with time zone,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "messages_number_key" UNIQUE("number"),
	CONSTRAINT "messages_conversation_seq_key" UNIQUE("conversation_id","seq"),
	CONSTRAINT "messages_client_key" UNIQUE("conversation_id","author_id","client_key"),
	CONSTRAINT "messages_seq_check" CHECK ("messages"."seq" > 0),
	CONSTRAINT "messages_type_check" CHECK ("messages"."type" in ('text', 'image', 'file', 'system')),
	CONSTRAINT "messages_author_check" CHECK (("messages"."author_id" is null) = ("messages"."type" = 'system')),
	CONSTRAINT "messages_client_key_check" CHECK ("messages"."client_key" is not null or "messages"."author_id" is null)
);
--> statement-breakpoint
CREATE TABLE "reactions" (
	"message_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"emoji" text NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reactions_pkey" PRIMARY KEY("message_id","person_id","emoji"),
	CONSTRAINT "reactions_emoji_check" CHECK (char_length("reactions"."emoji") between 1 and 32)
);
--> statement-breakpoint
CREATE TABLE "notification_mutes" (
	"person_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"muted_until" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "notification_mutes_pkey" PRIMARY KEY("person_id","conversation_id")
);
--> statement-breakpoint
CREATE TABLE "notification_preferences" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"in_app" boolean DEFAULT true NOT NULL,
	"push" boolean DEFAULT true NOT NULL,
	"email" boolean DEFAULT false NOT NULL,
	"sound" boolean DEFAULT true NOT NULL,
	"show_content" boolean DEFAULT false NOT NULL,
	"quiet_from_minute" integer,
	"quiet_to_minute" integer,
	"time_zone" text,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_preferences_quiet_check" CHECK (("notification_preferences"."quiet_from_minute" is null) = ("notification_preferences"."quiet_to_minute" is null)
        and coalesce("notification_preferences"."quiet_from_minute" between 0 and 1439, true)
        and coalesce("notification_preferences"."quiet_to_minute" between 0 and 1439, true))
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"conversation_id" uuid,
	"seq" integer,
	"payload" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp(3) with time zone,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "notifications_dedupe_key" UNIQUE("person_id","dedupe_key"),
	CONSTRAINT "notifications_kind_check" CHECK ("notifications"."kind" in ('message', 'call', 'missed-call', 'appointment', 'system'))
);
--> statement-breakpoint
CREATE TABLE "push_subscriptions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"endpoint" text NOT NULL,
	"p256dh" text NOT NULL,
	"auth_secret" text NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp(3) with time zone,
	"failure_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "push_subscriptions_endpoint_key" UNIQUE("endpoint")
);
--> statement-breakpoint
CREATE TABLE "links" (
	"professional_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "links_pkey" PRIMARY KEY("professional_id","client_id"),
	CONSTRAINT "links_ends_check" CHECK ("links"."professional_id" <> "links"."client_id")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"side" text NOT NULL,
	"subject" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"folded_name" text GENERATED ALWAYS AS (fold_text(name)) STORED,
	"email" text,
	"available" boolean DEFAULT true NOT NULL,
	"disabled_at" timestamp(3) with time zone,
	"last_seen_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "people_side_subject_key" UNIQUE("side","subject"),
	CONSTRAINT "people_side_check" CHECK ("people"."side" in ('professional', 'client')),
	CONSTRAINT "people_subject_check" CHECK ("people"."subject" <> '')
);
--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_professional_id_people_id_fk" FOREIGN KEY ("professional_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_client_id_people_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_uploader_id_people_id_fk" FOREIGN KEY ("uploader_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_events" ADD CONSTRAINT "call_events_participant_id_call_participants_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."call_participants"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_events" ADD CONSTRAINT "call_events_call_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_participants" ADD CONSTRAINT "call_participants_call_id_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_participants" ADD CONSTRAINT "call_participants_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_participants" ADD CONSTRAINT "call_participants_admitted_by_id_people_id_fk" FOREIGN KEY ("admitted_by_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_share_tokens" ADD CONSTRAINT "call_share_tokens_call_id_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_share_tokens" ADD CONSTRAINT "call_share_tokens_created_by_id_people_id_fk" FOREIGN KEY ("created_by_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_initiator_id_people_id_fk" FOREIGN KEY ("initiator_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_professional_id_people_id_fk" FOREIGN KEY ("professional_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_client_id_people_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_answered_by_id_people_id_fk" FOREIGN KEY ("answered_by_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_professional_id_people_id_fk" FOREIGN KEY ("professional_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_client_id_people_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_reader_fk" FOREIGN KEY ("conversation_id","reader_id") REFERENCES "public"."participants"("conversation_id","person_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mentions" ADD CONSTRAINT "mentions_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mentions" ADD CONSTRAINT "mentions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_edits" ADD CONSTRAINT "message_edits_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_edits" ADD CONSTRAINT "message_edits_editor_id_people_id_fk" FOREIGN KEY ("editor_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_mutes" ADD CONSTRAINT "notification_mutes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_mutes" ADD CONSTRAINT "notification_mutes_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_preferences" ADD CONSTRAINT "notification_preferences_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_professional_id_people_id_fk" FOREIGN KEY ("professional_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_client_id_people_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "appointments_professional_idx" ON "appointments" USING btree ("professional_id","starts_at");--> statement-breakpoint
CREATE INDEX "appointments_client_idx" ON "appointments" USING btree ("client_id","starts_at");--> statement-breakpoint
CREATE INDEX "attachments_message_idx" ON "attachments" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "attachments_conversation_idx" ON "attachments" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "attachments_unclaimed_idx" ON "attachments" USING btree ("created_at") WHERE "attachments"."message_id" is null or ("attachments"."deleted_at" is not null and "attachments"."purged_at" is null);--> statement-breakpoint
CREATE INDEX "audit_actor_idx" ON "audit" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "audit_target_idx" ON "audit" USING btree ("target_kind","target_id","id");--> statement-breakpoint
CREATE INDEX "call_events_participant_idx" ON "call_events" USING btree ("participant_id");--> statement-breakpoint
CREATE INDEX "call_participants_person_idx" ON "call_participants" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "call_share_tokens_call_idx" ON "call_share_tokens" USING btree ("call_id");--> statement-breakpoint
CREATE UNIQUE INDEX "calls_live_key" ON "calls" USING btree ("conversation_id") WHERE "calls"."status" <> 'ended';--> statement-breakpoint
CREATE INDEX "calls_professional_idx" ON "calls" USING btree ("professional_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "calls_client_idx" ON "calls" USING btree ("client_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "calls_ring_deadline_idx" ON "calls" USING btree ("ring_deadline_at") WHERE "calls"."status" in ('pending', 'ringing');--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_appointment_key" ON "conversations" USING btree ("appointment_id") WHERE "conversations"."appointment_id" is not null and "conversations"."deleted_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_pair_key" ON "conversations" USING btree ("professional_id","client_id") WHERE "conversations"."appointment_id" is null and "conversations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "conversations_client_idx" ON "conversations" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "participants_person_idx" ON "participants" USING btree ("person_id","conversation_id");--> statement-breakpoint
CREATE INDEX "mentions_person_idx" ON "mentions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "messages_reply_idx" ON "messages" USING btree ("reply_to_id") WHERE "messages"."reply_to_id" is not null;--> statement-breakpoint
CREATE INDEX "notification_mutes_conversation_idx" ON "notification_mutes" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "notifications_person_idx" ON "notifications" USING btree ("person_id","id" DESC NULLS LAST) WHERE "notifications"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_conversation_idx" ON "notifications" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "push_subscriptions_person_idx" ON "push_subscriptions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "links_client_idx" ON "links" USING btree ("client_id");