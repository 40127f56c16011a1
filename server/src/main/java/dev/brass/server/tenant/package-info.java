/// The customers of this server and their keys. It may use the database and the settings' data
/// folder. Start reading at [Tenants], then [KeyKind].
@NullMarked
package dev.brass.server.tenant;

import org.jspecify.annotations.NullMarked;
