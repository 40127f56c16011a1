/// The server: where every part is made and joined, and its command line. It may use everything;
/// nothing may use it. Start reading at [Server].
@NullMarked
package dev.brass.server;

import org.jspecify.annotations.NullMarked;
