/// Tests of mails, and the SMTP server that they are sent to.
@NullMarked
package dev.brass.server.mail;

import org.jspecify.annotations.NullMarked;
