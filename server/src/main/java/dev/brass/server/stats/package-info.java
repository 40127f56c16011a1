/// The public facts about this server: its health, how much it has done, and in which parts of the
/// world. It reads the tables of orders and jobs and changes nothing. Start reading at
/// [PublicStats].
@NullMarked
package dev.brass.server.stats;

import org.jspecify.annotations.NullMarked;
