/// Tests of the database, and the databases of other tests. It may use the embedded PostgreSQL.
/// Start reading at [TestDatabase].
@NullMarked
package dev.brass.server.db;

import org.jspecify.annotations.NullMarked;
