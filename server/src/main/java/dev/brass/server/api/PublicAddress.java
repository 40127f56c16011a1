package dev.brass.server.api;

import dev.brass.server.text.Characters;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where clients and people reach this server, for the links in answers, and where a payer is led
/// back to: what the operator says. Who does not say it gets links to this machine: `Host` is what
/// the client, or a page that sent the client here, made up, and counts only as far as it names
/// this machine, too, by which of its names and at which port.
///
/// @param configured such as `https://shop.example.com`; null when the operator does not say
/// @param host the address that the server listens on
/// @param port the one that it listens on; 0 when that is not known yet
public record PublicAddress(@Nullable String configured, String host, int port) {

  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

  /// Without a slash at the end.
  public String of(ApiRequest request) {
    if (configured != null) {
      return Characters.withoutEnd(configured, '/');
    }
    String sentTo = request.sentTo();
    if (sentTo != null) {
      return sentTo;
    }
    String called = request.header("host");
    return "http://" + (called != null && isHere(called) ? called : own());
  }

  private boolean isHere(String called) {
    int colon = called.lastIndexOf(':');
    boolean hasPort = colon > called.lastIndexOf(']');
    String name = (hasPort ? called.substring(0, colon) : called).toLowerCase(Locale.ROOT);
    return (HERE.contains(name) || name.equals(bracketed()))
        && (!hasPort || isPort(called.substring(colon + 1)));
  }

  private static boolean isPort(String text) {
    return !text.isEmpty()
        && text.length() <= 5
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private String own() {
    String name = EVERYWHERE.contains(host) ? "localhost" : bracketed();
    return port == 0 ? name : name + ":" + port;
  }

  private String bracketed() {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.contains(":") && !lower.startsWith("[") ? "[" + lower + "]" : lower;
  }
}
