/// Durable work: one table of jobs, claimed in groups, run on virtual threads, acknowledged in
/// groups. It may use the database, and knows nothing of orders or messages. Start reading at
/// [Jobs], then [JobHandler].
@NullMarked
package dev.brass.server.job;

import org.jspecify.annotations.NullMarked;
