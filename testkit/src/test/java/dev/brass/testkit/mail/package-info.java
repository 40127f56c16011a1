/// Tests of the mailbox.
@NullMarked
package dev.brass.testkit.mail;

import org.jspecify.annotations.NullMarked;
