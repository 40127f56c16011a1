/// The PostgreSQL database: its pool, its migrations and the grouping of calls that arrive
/// together. It may use nothing of Brass but the embedded server, `health` and `quota`; every other
/// package of the server may use it. Start reading at [Database], then [Limits] and [GroupCommit].
@NullMarked
package dev.brass.server.db;

import org.jspecify.annotations.NullMarked;
