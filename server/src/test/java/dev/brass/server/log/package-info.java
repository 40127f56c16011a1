/// Tests of the package of this name.
@NullMarked
package dev.brass.server.log;

import org.jspecify.annotations.NullMarked;
