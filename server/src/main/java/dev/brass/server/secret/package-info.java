/// Secrets: encrypted at rest, masked in what is echoed, struck out of what is logged. It may use
/// the database and the tenants. Start reading at [Vault], then [Masking] and [Redaction].
@NullMarked
package dev.brass.server.secret;

import org.jspecify.annotations.NullMarked;
