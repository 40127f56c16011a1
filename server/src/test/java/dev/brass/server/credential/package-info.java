/// Tests of the package of this name.
@NullMarked
package dev.brass.server.credential;

import org.jspecify.annotations.NullMarked;
