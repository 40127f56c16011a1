/// Named places at which a test makes the process die. Off unless a system property asks for it;
/// may use nothing. Start reading at [FaultPoint].
@NullMarked
package dev.brass.server.fault;

import org.jspecify.annotations.NullMarked;
