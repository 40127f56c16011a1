@NullMarked
package dev.brass.bench.crash;

import org.jspecify.annotations.NullMarked;
