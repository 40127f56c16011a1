package dev.brass.server.credential;

import dev.brass.server.tenant.TenantId;

/// Encryption of what must not be readable in the database. Implementations are thread-safe and
/// bind what they seal to its tenant and purpose: opened for another one, it is refused.
public interface Sealer {

  byte[] seal(TenantId tenant, String purpose, byte[] plain);

  /// The plain bytes.
  ///
  /// @throws RuntimeException when the bytes were not sealed for this tenant and purpose
  byte[] open(TenantId tenant, String purpose, byte[] sealed);
}
