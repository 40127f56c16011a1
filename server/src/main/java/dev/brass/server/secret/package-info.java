/// Secrets: encrypted at rest, masked in echoes, removed from logs. It may use the database and the
/// tenants. Start reading at [Vault], then [Masking] and [Redaction].
@NullMarked
package dev.brass.server.secret;

import org.jspecify.annotations.NullMarked;
