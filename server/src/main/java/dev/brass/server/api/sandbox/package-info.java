/// The controls of the sandbox: its movable clock. Start reading at [SandboxApi].
@NullMarked
package dev.brass.server.api.sandbox;

import org.jspecify.annotations.NullMarked;
