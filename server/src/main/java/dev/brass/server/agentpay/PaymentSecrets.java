package dev.brass.server.agentpay;

import dev.brass.server.agentpay.PaymentSecretRepository.Stored;
import dev.brass.server.db.Database;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The secrets of challenge ids: the same on all nodes, with a new one every month. Thread-safe.
///
/// A new secret makes challenges only after a month, so that all nodes have read it and every
/// backup of that month has it: a restored database recognises what agents have paid for since. An
/// old one recognises challenges until they have all expired.
final class PaymentSecrets {

  private static final int LENGTH = 32;
  private static final Duration REREAD = Duration.ofMinutes(1);
  private static final Duration AHEAD = Duration.ofDays(30);
  private static final Duration SERVES = Duration.ofDays(30);

  /// Much longer than a challenge is valid: paid requests are sent again after a restore.
  private static final Duration RECOGNISES = Duration.ofDays(32);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final AgentsTenant house;
  private final PaymentSecretRepository repository;
  private final InstantSource clock;
  private volatile @Nullable Read read;

  PaymentSecrets(
      Database database,
      AgentsTenant house,
      PaymentSecretRepository repository,
      InstantSource clock) {
    this.database = database;
    this.house = house;
    this.repository = repository;
    this.clock = clock;
  }

  private record Read(List<byte[]> secrets, Instant until) {}

  /// The one that makes challenges first.
  List<byte[]> all() {
    Read known = read;
    Instant now = clock.instant();
    if (known == null || !now.isBefore(known.until())) {
      known = new Read(inOrder(stored(now), now), now.plus(REREAD));
      read = known;
    }
    return known.secrets();
  }

  /// Reads them again: the database may have lost some.
  void forget() {
    read = null;
  }

  private List<Stored> stored(Instant now) {
    List<Stored> stored =
        database.jdbi().withHandle(handle -> repository.list(handle, house.tenant()));
    return isDue(stored, now) ? renewed(now) : stored;
  }

  private static boolean isDue(List<Stored> stored, Instant now) {
    return stored.isEmpty() || !stored.getFirst().createdAt().plus(AHEAD).isAfter(now);
  }

  private List<Stored> renewed(Instant now) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              repository.lock(handle, house.tenant());
              if (isDue(repository.list(handle, house.tenant()), now)) {
                byte[] secret = new byte[LENGTH];
                RANDOM.nextBytes(secret);
                repository.insert(handle, house.tenant(), secret, now);
                repository.forget(
                    handle, house.tenant(), now.minus(AHEAD).minus(SERVES).minus(RECOGNISES));
              }
              return repository.list(handle, house.tenant());
            });
  }

  private static List<byte[]> inOrder(List<Stored> newestFirst, Instant now) {
    List<byte[]> secrets = new ArrayList<>(newestFirst.stream().map(Stored::secret).toList());
    int makes = 0;
    while (makes < newestFirst.size() - 1
        && newestFirst.get(makes).createdAt().plus(AHEAD).isAfter(now)) {
      makes++;
    }
    secrets.addFirst(secrets.remove(makes));
    return secrets;
  }
}
