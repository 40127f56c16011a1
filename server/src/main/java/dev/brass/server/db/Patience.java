package dev.brass.server.db;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jspecify.annotations.Nullable;

/// The connections of a database that may be used for minutes, found by those for ordinary work.
/// Thread-safe.
public final class Patience implements JdbiConfig<Patience> {

  private volatile @Nullable Jdbi patient;

  /// Used by Jdbi, which creates one for each database.
  public Patience() {}

  void set(Jdbi jdbi) {
    patient = jdbi;
  }

  @Nullable Jdbi patient() {
    return patient;
  }

  @Override
  public Patience createCopy() {
    return this;
  }
}
