/// Tests of the channel of sandboxes' clocks. Start reading at `SandboxApiTest`.
@NullMarked
package dev.brass.server.api.sandbox;

import org.jspecify.annotations.NullMarked;
