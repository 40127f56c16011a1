/// The customers of this server and the keys that they call it with. It may use the database. Start
/// reading at [TenantId].
@NullMarked
package dev.brass.server.tenant;

import org.jspecify.annotations.NullMarked;
