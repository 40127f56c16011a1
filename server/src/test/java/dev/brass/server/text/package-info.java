@NullMarked
package dev.brass.server.text;

import org.jspecify.annotations.NullMarked;
