package dev.brass.server.wallet;

import dev.brass.server.db.Database;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/// The invariants of all wallets at every commit, whatever crashed before, checked by adding up all
/// transfers as they are at one moment, beside a running server or without one. It changes nothing.
/// Thread-safe.
public final class WalletAudit {

  private static final int MOST_FLAWS = 200;

  private final Jdbi jdbi;
  private final WalletAuditRepository repository = new WalletAuditRepository();

  public WalletAudit(Jdbi jdbi) {
    this.jdbi = Database.patient(jdbi);
  }

  /// Something that cannot be.
  public record Flaw(TenantId tenant, String what) {}

  /// All flaws, at most the first 200 of each kind.
  public List<Flaw> flaws() {
    return jdbi.inTransaction(
        TransactionIsolationLevel.REPEATABLE_READ, handle -> repository.flaws(handle, MOST_FLAWS));
  }
}
