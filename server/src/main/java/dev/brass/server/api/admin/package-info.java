/// The operators' API of a running server: tenants, keys, jobs, and any tenant's orders with their
/// history. It calls features and the code that all APIs share; of other APIs it uses only the
/// check of operators' keys. Start reading at [AdminApi].
@NullMarked
package dev.brass.server.api.admin;

import org.jspecify.annotations.NullMarked;
