/// Whether this process does its work: what readiness and liveness say. It uses nothing of Brass;
/// each part that must not stand still reports here. Start reading at [Health].
@NullMarked
package dev.brass.server.health;

import org.jspecify.annotations.NullMarked;
