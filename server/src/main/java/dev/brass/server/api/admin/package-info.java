/// What operators do with a running server: tenants, keys, jobs, and any tenant's orders with
/// everything that happened to them. It calls features and what all APIs share, and knows no other
/// API but the check of operators' keys. Start reading at [AdminApi].
@NullMarked
package dev.brass.server.api.admin;

import org.jspecify.annotations.NullMarked;
