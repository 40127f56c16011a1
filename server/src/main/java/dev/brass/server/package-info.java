/// The server: creates and connects all parts, and has the command line. It may use everything;
/// nothing may use it. Start reading at [Server].
@NullMarked
package dev.brass.server;

import org.jspecify.annotations.NullMarked;
