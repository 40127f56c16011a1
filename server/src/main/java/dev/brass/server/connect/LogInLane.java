package dev.brass.server.connect;

import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The lane of the jobs that use one log-in at a store, at most one of them at a time: stores lock
/// accounts that are used twice at once.
public final class LogInLane {

  private LogInLane() {}

  /// The lane's name, which is stored with jobs.
  ///
  /// @param store its code
  /// @return null without a log-in, where any number of jobs may run
  public static @Nullable String of(
      String store, TenantId tenant, @Nullable Credential credential) {
    return credential == null
        ? null
        : store + "/" + tenant + "/" + credential.email().toLowerCase(Locale.ROOT);
  }
}
