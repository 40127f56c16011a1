/// The code that all APIs share: requests and replies independent of an HTTP server, the router
/// that finds an endpoint, and the front that serves them over HTTP. It does not depend on any API.
/// Start reading at [Api], then [Router].
@NullMarked
package dev.brass.server.api;

import org.jspecify.annotations.NullMarked;
