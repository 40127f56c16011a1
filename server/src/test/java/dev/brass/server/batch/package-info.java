/// Tests of batches of operations. They use PostgreSQL, and an API that is made up. Start reading
/// at `BatchesTest`.
@NullMarked
package dev.brass.server.batch;

import org.jspecify.annotations.NullMarked;
