package dev.brass.server.mail;

import dev.brass.server.tenant.TenantId;
import java.util.UUID;

/// A mail that is written and not yet stored.
///
/// @param about the order or the bulk upload
/// @param held whether it is stored and not sent
/// @param unsubscribe the URL that ends mails like it
public record NewMail(
    TenantId tenant,
    UUID id,
    UUID about,
    Topic topic,
    String recipient,
    boolean held,
    String subject,
    String text,
    String html,
    String unsubscribe) {

  private static final int LONGEST_SUBJECT = 150;

  public NewMail {
    subject = OneLine.of(subject, LONGEST_SUBJECT);
  }
}
