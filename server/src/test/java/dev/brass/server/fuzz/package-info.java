/// Coverage-guided fuzzing of every parser that strangers reach. The targets lie beside their
/// parsers, most of which no other package sees; the corpus is in the test resources below `fuzz`.
/// Start reading at [FuzzTarget].
@NullMarked
package dev.brass.server.fuzz;

import org.jspecify.annotations.NullMarked;
