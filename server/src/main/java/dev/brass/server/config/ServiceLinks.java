package dev.brass.server.config;

import java.util.List;

/// The environment variables by which Kubernetes and Docker describe services to a container. A
/// service called `brass` sets `BRASS_SERVICE_HOST`, `BRASS_PORT=tcp://10.96.0.5:8080` and more,
/// which look like our settings and are not.
final class ServiceLinks {

  private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
  private static final List<String> PARTS = List.of("", "_PROTO", "_PORT", "_ADDR");

  private ServiceLinks() {}

  /// Whether a variable describes a service.
  ///
  /// @param known whether it is also the name of a setting, so that only its value decides
  static boolean isOne(String name, String value, boolean known) {
    if (name.endsWith("_PORT") && isAddress(value)) {
      return true;
    }
    return !known
        && (name.endsWith("_SERVICE_HOST")
            || name.endsWith("_SERVICE_PORT")
            || name.contains("_SERVICE_PORT_")
            || isPortOfProtocol(name));
  }

  private static boolean isAddress(String value) {
    return PROTOCOLS.stream()
        .anyMatch(
            protocol -> {
              String start = protocol + "://";
              return value.strip().regionMatches(true, 0, start, 0, start.length());
            });
  }

  /// `BRASS_PORT_8080_TCP_ADDR` and its kind.
  private static boolean isPortOfProtocol(String name) {
    for (String protocol : PROTOCOLS) {
      for (String part : PARTS) {
        String end = "_" + protocol + part;
        int at = name.length() - end.length();
        int port = name.lastIndexOf("_PORT_", at);
        if (name.endsWith(end) && port >= 0) {
          String digits = name.substring(port + "_PORT_".length(), at);
          if (!digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
