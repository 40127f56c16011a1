/// Measurements of Brass, each beside a control in the same run. It may use the server and whatever
/// is compared with it. Start reading at [Main], then [Duel].
@NullMarked
package dev.brass.bench;

import org.jspecify.annotations.NullMarked;
