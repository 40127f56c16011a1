@NullMarked
package dev.brass.server.personal;

import org.jspecify.annotations.NullMarked;
