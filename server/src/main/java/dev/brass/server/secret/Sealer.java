package dev.brass.server.secret;

import dev.brass.server.tenant.TenantId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Encryption of values that must not be readable in the database. Implementations are thread-safe
/// and bind values to their tenant and purpose: opening for another one fails.
///
/// A value of a row is bound to that row, too, so that no one who can write to the database can use
/// one row's value as another's. Older values begin otherwise and stay readable; the job
/// `bind-secrets` binds them.
public interface Sealer {

  /// The first byte of a value that is bound to its row. No other value begins with it.
  byte BOUND = (byte) 0xb2;

  /// Seals a value of a row.
  ///
  /// @param row identifies it among the tenant's rows with this purpose
  default byte[] seal(TenantId tenant, String purpose, String row, byte[] plain) {
    byte[] sealed = seal(tenant, bound(purpose, row), plain);
    return ByteBuffer.allocate(1 + sealed.length).put(BOUND).put(sealed).array();
  }

  /// Opens a value of a row.
  ///
  /// @throws RuntimeException when it was sealed for another tenant, purpose or row
  default byte[] open(TenantId tenant, String purpose, String row, byte[] sealed) {
    return isBound(sealed)
        ? open(tenant, bound(purpose, row), Arrays.copyOfRange(sealed, 1, sealed.length))
        : open(tenant, purpose, sealed);
  }

  static boolean isBound(byte[] sealed) {
    return sealed.length > 0 && sealed[0] == BOUND;
  }

  private static String bound(String purpose, String row) {
    return purpose + " of " + row;
  }

  /// Seals a value that is not in a row, such as a token.
  byte[] seal(TenantId tenant, String purpose, byte[] plain);

  /// The plain bytes.
  ///
  /// @throws RuntimeException when the bytes were not sealed for this tenant and purpose
  byte[] open(TenantId tenant, String purpose, byte[] sealed);
}
