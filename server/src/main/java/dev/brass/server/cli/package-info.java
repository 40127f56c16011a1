/// The command line: one class per command, each of which reads the settings and calls the same
/// feature methods as the HTTP handlers. It may use everything. Start reading at [Cli].
@NullMarked
package dev.brass.server.cli;

import org.jspecify.annotations.NullMarked;
