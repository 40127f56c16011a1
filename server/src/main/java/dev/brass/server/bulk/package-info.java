/// Bulk uploads: many orders from one table, such as a CSV file, read in any common spelling,
/// checked row by row, and placed by a job that may be interrupted at any point. It may use orders,
/// wallets, tenants, mails and jobs, but no API and no HTTP. The intake of orders defines what is
/// valid ([RowIntake]). Start reading at [Bulks] and [RowReader].
@NullMarked
package dev.brass.server.bulk;

import org.jspecify.annotations.NullMarked;
