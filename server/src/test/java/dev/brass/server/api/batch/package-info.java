/// Tests of the API of batches that need no server. Start reading at `BatchDocumentTest`.
@NullMarked
package dev.brass.server.api.batch;

import org.jspecify.annotations.NullMarked;
