/// The pages behind the links of mails. They have no caller: a link's token identifies the
/// recipient. Start reading at [MailApi].
@NullMarked
package dev.brass.server.api.mail;

import org.jspecify.annotations.NullMarked;
