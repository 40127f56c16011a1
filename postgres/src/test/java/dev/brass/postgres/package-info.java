/// Tests of the embedded PostgreSQL, all on real servers; those that kill run it in a child JVM.
@NullMarked
package dev.brass.postgres;

import org.jspecify.annotations.NullMarked;
