package dev.brass.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whether a server may start when its profile is not set. The default is for trying things out on
/// one machine, with play money and sandbox stores; for a server that buys at real stores, or that
/// others reach, the operator must choose.
final class ProfileRule {

  private static final String KEY = "profile";
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  private ProfileRule() {}

  /// The problems, in one sentence each.
  static List<String> problems(Settings settings, Map<String, Given> given) {
    Given profile = given.get(KEY);
    if (profile != null && !(profile.origin() instanceof Origin.Default)) {
      return List.of();
    }
    List<String> reasons = new ArrayList<>();
    if (!settings.stores().isEmpty()) {
      reasons.add(
          "there are real stores ("
              + String.join(", ", settings.stores().stream().map(ConfiguredStore::code).toList())
              + ")");
    }
    if (!HERE.contains(settings.host())) {
      reasons.add("host is " + settings.host());
    }
    if (settings.http().behindProxy()) {
      reasons.add("http.behind-proxy is on");
    }
    return reasons.stream()
        .map(
            reason ->
                "profile must be set, since "
                    + reason
                    + ": production for real orders, or development to serve live keys and agents"
                    + " with play money at the sandbox's stores, too")
        .toList();
  }
}
