@NullMarked
package dev.brass.server.health;

import org.jspecify.annotations.NullMarked;
