/// The pages behind the links of mails. They know no caller: a link's token says whose mails it is
/// about. Start reading at [MailApi].
@NullMarked
package dev.brass.server.api.mail;

import org.jspecify.annotations.NullMarked;
