/// Tests of the package of this name.
@NullMarked
package dev.brass.server.tenant;

import org.jspecify.annotations.NullMarked;
