/// The crash simulation: orders through the public HTTP API of a server that is killed again and
/// again, and an audit of all that is left. It may use the server's public types to read what is
/// stored; what it does to the server, it does from outside. Start reading at [CrashSimulation].
@NullMarked
package dev.brass.bench.crash;

import org.jspecify.annotations.NullMarked;
