package dev.brass.server.batch;

import dev.brass.server.batch.BatchRepository.Keyed;
import dev.brass.server.batch.RunRepository.Waiting;
import dev.brass.server.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/// The idempotency keys of operations. In a batch with a key they are derived from the parts that
/// the client sends again: that key, the batch's content, and the operation's position. A database
/// that has lost the batch therefore derives the same keys again, and the stores see the same
/// attempts. In a batch without a key they are the operations' ids.
final class OperationKeys {

  private OperationKeys() {}

  /// The common root of the keys of a batch's operations.
  static UUID root(Keyed key) {
    MessageDigest digest = Sha256.digest();
    byte[] text = key.key().getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
    digest.update(text);
    return id(digest.digest(key.fingerprint()));
  }

  /// It has 36 characters, the maximum of the current API.
  static String of(OperationBatch batch, Waiting operation) {
    return batch.request().keyRoot() == null
        ? operation.id().toString()
        : id(Sha256.of(batch.request().keyRoot() + "/" + operation.position())).toString();
  }

  /// The first half of a hash.
  private static UUID id(byte[] hash) {
    ByteBuffer bytes = ByteBuffer.wrap(hash);
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
