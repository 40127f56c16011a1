/// `./brass bench crash nodes`: several servers on one database that is lost, restored and failed
/// over, with shops whose books lie outside of it.
@NullMarked
package dev.brass.bench.nodes;

import org.jspecify.annotations.NullMarked;
