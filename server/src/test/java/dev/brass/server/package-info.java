/// Tests of the server as a whole, and what the tests of several packages share. Start reading at
/// [GeneratedFile].
@NullMarked
package dev.brass.server;

import org.jspecify.annotations.NullMarked;
