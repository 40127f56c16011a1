/// Tests of the package of this name.
@NullMarked
package dev.brass.server.secret;

import org.jspecify.annotations.NullMarked;
