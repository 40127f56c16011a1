/// The API of batches of operations (seed 001): many calls of this server's other APIs in one. It
/// may use the feature `batch`, and hands operations to the router that other requests go through,
/// without knowing the APIs behind it. Start reading at [BatchApi], then [InnerCalls].
@NullMarked
package dev.brass.server.api.batch;

import org.jspecify.annotations.NullMarked;
