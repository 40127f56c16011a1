@NullMarked
package dev.brass.server.recovery;

import org.jspecify.annotations.NullMarked;
