package dev.brass.server.mail;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A mail and its outcome, for reading only.
///
/// @param about the order or the bulk upload
/// @param state see the table
/// @param text its content; null in lists, and 30 days after it was written
/// @param html the same
/// @param tries how often it was handed to the SMTP server
/// @param error the reason of the last failure; null when there is none
/// @param endedAt null while it waits or is held
public record MailRecord(
    UUID id,
    UUID about,
    String topic,
    String recipient,
    String state,
    String subject,
    @Nullable String text,
    @Nullable String html,
    int tries,
    @Nullable String error,
    Instant createdAt,
    @Nullable Instant endedAt) {}
