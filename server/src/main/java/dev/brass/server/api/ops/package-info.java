/// The endpoints for operating a running server: liveness, readiness and metrics. Start reading at
/// [OpsApi].
@NullMarked
package dev.brass.server.api.ops;

import org.jspecify.annotations.NullMarked;
