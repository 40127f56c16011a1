package dev.brass.server.db;

import dev.brass.server.health.Activity;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jspecify.annotations.Nullable;

/// The state of a database's groups: how long one has been running, and whether the database stores
/// their writes. One for all [GroupCommit]s of a database. Thread-safe.
public final class GroupWatch implements JdbiConfig<GroupWatch> {

  private final AtomicReference<@Nullable Activity> activity = new AtomicReference<>();
  private volatile @Nullable String unstored;

  /// Used by Jdbi, which creates one for each database.
  public GroupWatch() {}

  void reportTo(Activity groups) {
    activity.set(groups);
  }

  /// A group that runs from now on until it is closed.
  Activity.@Nullable Piece begin() {
    Activity watching = activity.get();
    return watching == null ? null : watching.begin();
  }

  /// A trial write was stored.
  void stored() {
    unstored = null;
  }

  /// A group was not stored.
  void failed(Throwable failure) {
    if (Trouble.of(failure) == Trouble.NOT_STORED) {
      unstored = ServerWords.of(failure);
    }
  }

  /// The reason why the database stored nothing; null when it did, or would now.
  @Nullable String unstored() {
    return unstored;
  }

  @Override
  public GroupWatch createCopy() {
    return this;
  }
}
