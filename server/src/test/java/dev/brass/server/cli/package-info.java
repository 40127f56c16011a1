/// Tests of the package of this name.
@NullMarked
package dev.brass.server.cli;

import org.jspecify.annotations.NullMarked;
