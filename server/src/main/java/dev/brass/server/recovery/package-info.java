/// Whether the database still has its latest changes, and how carefully orders are bought when it
/// may not: the mark that every node keeps of the database's history, and the state *recovering*.
/// It may use the database, the data folder and the tenants' clock, and knows nothing of orders.
/// Start reading at [Recovery], then [HistoryWatch].
@NullMarked
package dev.brass.server.recovery;

import org.jspecify.annotations.NullMarked;
