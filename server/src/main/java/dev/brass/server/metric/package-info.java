/// The metrics of this server: their names, labels and meanings. It uses nothing of Brass; the
/// features measure. Start reading at [Metric].
@NullMarked
package dev.brass.server.metric;

import org.jspecify.annotations.NullMarked;
