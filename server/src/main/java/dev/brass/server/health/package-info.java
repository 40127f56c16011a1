/// The readiness and liveness of this process. It uses nothing of Brass; each part that must not
/// stop reports here. Start reading at [Health].
@NullMarked
package dev.brass.server.health;

import org.jspecify.annotations.NullMarked;
