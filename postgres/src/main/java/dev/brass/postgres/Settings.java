package dev.brass.postgres;

import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The whole `postgresql.conf`, rewritten at each start.
final class Settings {

  static final String HOST = "127.0.0.1";

  /// Requires a password from all clients, standbys included, and accepts connections over loopback
  /// only.
  static final String HBA =
      """
      # Written by Brass at each start.
      host all all 127.0.0.1/32 scram-sha-256
      host replication all 127.0.0.1/32 scram-sha-256
      """;

  private static final Pattern NAME =
      Pattern.compile("[a-z_][a-z0-9_]{0,62}(\\.[a-z_][a-z0-9_]{0,62})?");

  /// The settings that make an embedded PostgreSQL durable, reachable and private. Not for callers
  /// to change.
  private static final Set<String> OURS =
      Set.of(
          "allow_alter_system",
          "config_file",
          "data_directory",
          "fsync",
          "full_page_writes",
          "hba_file",
          "ident_file",
          "listen_addresses",
          "port",
          "synchronous_commit",
          "unix_socket_directories");

  private static final long MIB = 1024 * 1024;

  private Settings() {}

  /// The address of a database.
  static String url(int port, String database, String user, String password) {
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s&sslmode=disable"
        .formatted(HOST, port, encoded(database), encoded(user), encoded(password));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// @throws IllegalArgumentException when a setting's name is invalid or not for callers to change
  static void check(Map<String, String> settings) {
    settings.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a PostgreSQL setting: " + name);
          }
          if (OURS.contains(name)) {
            throw new IllegalArgumentException(
                "the embedded PostgreSQL decides its setting " + name + " itself");
          }
          if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                "the value of the PostgreSQL setting " + name + " has a control character");
          }
        });
  }

  static String file(int port, EmbeddedPostgres.Options options) {
    Map<String, String> settings = defaults();
    settings.putAll(options.settings());
    String durable = options.durable() ? "on" : "off";
    settings.put("fsync", durable);
    settings.put("synchronous_commit", durable);
    settings.put("full_page_writes", durable);
    settings.put("listen_addresses", HOST);
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", "");
    settings.put("allow_alter_system", "off");
    var text = new StringBuilder("# Written by Brass at each start.\n");
    settings.forEach(
        (name, value) ->
            text.append(name)
                .append(" = '")
                .append(value.replace("\\", "\\\\").replace("'", "''"))
                .append("'\n"));
    return text.toString();
  }

  /// For short transactions on a small machine with a solid-state disk that PostgreSQL shares with
  /// the server: an eighth of the memory for its cache, no parallel plans, no just-in-time
  /// compiler.
  private static Map<String, String> defaults() {
    long memory = memory() / MIB;
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("max_connections", "100");
    settings.put("password_encryption", "scram-sha-256");
    settings.put("shared_buffers", Math.clamp(memory / 8, 64, 1024) + "MB");
    settings.put("effective_cache_size", Math.clamp(memory / 2, 256, 64 * 1024) + "MB");
    settings.put("work_mem", "8MB");
    settings.put("maintenance_work_mem", "128MB");
    settings.put("huge_pages", "off");
    settings.put("max_parallel_workers_per_gather", "0");
    settings.put("jit", "off");
    settings.put("random_page_cost", "1.1");
    settings.put("max_wal_size", "2GB");
    settings.put("checkpoint_timeout", "15min");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("lc_messages", "C");
    // Only messages about the server itself: a client's failed statement is reported to the client,
    // and its text and values may be secret.
    settings.put("log_min_messages", "log");
    settings.put("log_min_error_statement", "panic");
    settings.put("log_error_verbosity", "terse");
    settings.put("log_checkpoints", "off");
    return settings;
  }

  private static long memory() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : 1024 * MIB;
  }
}
