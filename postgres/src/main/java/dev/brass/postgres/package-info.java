/// A PostgreSQL server with nothing to install: its programs come from a jar, its data is in one
/// folder, and the process that starts it owns it. It uses the JDK, the PostgreSQL driver and two
/// archive readers, and knows nothing of orders. Start reading at [EmbeddedPostgres].
@NullMarked
package dev.brass.postgres;

import org.jspecify.annotations.NullMarked;
