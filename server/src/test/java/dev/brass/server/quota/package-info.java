/// Tests of quotas.
@NullMarked
package dev.brass.server.quota;

import org.jspecify.annotations.NullMarked;
