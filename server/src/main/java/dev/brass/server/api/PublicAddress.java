package dev.brass.server.api;

import dev.brass.server.text.Characters;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The address at which clients and people reach this server, for links in answers and for
/// returning a payer: the operator's setting. Without the setting, links point to this machine. The
/// `Host` header can be forged by the client, or by a page that made the client send the request;
/// it is used only when it names this machine, to choose among its names and ports.
///
/// @param configured such as `https://shop.example.com`; null when not set
/// @param host the address that the server listens on
/// @param port on which the server listens; 0 when not known yet
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
