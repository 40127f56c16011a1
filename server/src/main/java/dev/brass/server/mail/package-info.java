/// Mails: written in the transaction of the event that they report, handed to an SMTP server by a
/// job, again and again for a day, and kept with their outcome; and the addresses that want no
/// more. It may use jobs, the vault, tenants and templates, and knows nothing of orders: the
/// sending feature supplies the content of a mail. SMTP is Angus Mail alone, the reference
/// implementation of Jakarta Mail: what Simple Java Mail adds to it (a builder, a pool, validation)
/// is less than the libraries it brings. Start reading at [Mails] and [SendingHandler].
@NullMarked
package dev.brass.server.mail;

import org.jspecify.annotations.NullMarked;
