/// Tests of CSV files.
@NullMarked
package dev.brass.server.csv;

import org.jspecify.annotations.NullMarked;
