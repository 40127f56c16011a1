/// Bulk: many orders from one table, such as a CSV file: read whatever its spelling, judged row by
/// row, placed by a job that may be stopped anywhere. It may use orders, wallets, tenants, mails
/// and jobs; no API and no HTTP. What an order must be like is asked of its intake ([RowIntake]).
/// Start reading at [Bulks] and [RowReader].
@NullMarked
package dev.brass.server.bulk;

import org.jspecify.annotations.NullMarked;
