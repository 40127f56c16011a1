/// The API for batches of operations (batch API docs): many calls of this server's other APIs in
/// one. It may use the feature `batch`, and passes operations to the router that other requests
/// use, without knowing the APIs behind it. Start reading at [BatchApi], then [InnerCalls].
@NullMarked
package dev.brass.server.api.batch;

import org.jspecify.annotations.NullMarked;
