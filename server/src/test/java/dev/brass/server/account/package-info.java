/// Tests of managed accounts.
@NullMarked
package dev.brass.server.account;

import org.jspecify.annotations.NullMarked;
