/// What operators ask of a running server: whether it lives, is ready, and how it does. Start
/// reading at [OpsApi].
@NullMarked
package dev.brass.server.api.ops;

import org.jspecify.annotations.NullMarked;
