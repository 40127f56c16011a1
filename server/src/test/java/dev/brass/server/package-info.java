/// Tests of the server as a whole.
@NullMarked
package dev.brass.server;

import org.jspecify.annotations.NullMarked;
