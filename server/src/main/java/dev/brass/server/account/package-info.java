/// Managed accounts: log-ins at stores that tenants keep here, sealed, so that their orders need
/// not contain them. It may use tenants, credentials, jobs and the database; no order and no API.
/// Start reading at [Accounts].
@NullMarked
package dev.brass.server.account;

import org.jspecify.annotations.NullMarked;
