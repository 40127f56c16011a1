/// Tests of what people and spreadsheets write.
@NullMarked
package dev.brass.server.entry;

import org.jspecify.annotations.NullMarked;
