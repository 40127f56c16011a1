/// Tests of the package of this name.
@NullMarked
package dev.brass.server.config;

import org.jspecify.annotations.NullMarked;
