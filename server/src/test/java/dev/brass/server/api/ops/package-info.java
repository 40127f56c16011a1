@NullMarked
package dev.brass.server.api.ops;

import org.jspecify.annotations.NullMarked;
