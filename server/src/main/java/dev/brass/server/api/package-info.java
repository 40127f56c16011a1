/// What all APIs share: requests and replies free of any HTTP server, the router that finds an
/// endpoint, and the front that serves them over HTTP. It knows no API. Start reading at [Api],
/// then [Router].
@NullMarked
package dev.brass.server.api;

import org.jspecify.annotations.NullMarked;
