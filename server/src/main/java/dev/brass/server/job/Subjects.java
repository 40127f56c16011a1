package dev.brass.server.job;

import dev.brass.server.db.ColumnArrays;

/// Rows inserted together with the jobs about them: of those that the database leaves out, the jobs
/// are left out, too.
///
/// @param insert a constant that returns the `id` of each row that it inserts. Its parameters are
///     the columns and none of the names `ids`, `tenants`, `kinds`, `subjects`, `payloads`,
///     `lanes`, `clocks`, `delays`, `stores`, `classes`, `now`
/// @param rows what is inserted
public record Subjects(String insert, ColumnArrays rows) {}
