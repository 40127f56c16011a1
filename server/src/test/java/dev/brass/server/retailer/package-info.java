/// Tests of what this server knows of stores. They may use the test database. Start reading at
/// [StoreRecordTest].
@NullMarked
package dev.brass.server.retailer;

import org.jspecify.annotations.NullMarked;
