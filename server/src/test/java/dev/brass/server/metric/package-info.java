@NullMarked
package dev.brass.server.metric;

import org.jspecify.annotations.NullMarked;
