/// A mailbox for all mails that a program under test sends, by real SMTP. Start reading at
/// [dev.brass.testkit.mail.Mailbox].
@NullMarked
package dev.brass.testkit.mail;

import org.jspecify.annotations.NullMarked;
