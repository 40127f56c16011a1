package dev.brass.server.api;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the proxies before this server say of a request: who sent it, and how. Each trusted proxy
/// adds one value at the end of the last line; what comes before those, anyone may have made up, so
/// it is not looked at.
///
/// @param header where the proxies write
/// @param hops how many trusted proxies there are; 0 for none
public record Forwarding(Header header, int hops) {

  /// Of a server that is asked without a proxy.
  public static final Forwarding NONE = new Forwarding(Header.X_FORWARDED_FOR, 0);

  /// Where proxies say who sent a request.
  public enum Header {
    X_FORWARDED_FOR,
    /// RFC 7239.
    FORWARDED
  }

  /// All lines of a header, in their order.
  interface Lines {
    List<String> of(String name);
  }

  /// The IP address of who sends a request.
  ///
  /// @param peer of the connection, which counts when the proxies name no address
  String sender(Lines lines, String peer) {
    return hops == 0 ? peer : named(lines).flatMap(Forwarding::address).orElse(peer);
  }

  private Optional<String> named(Lines lines) {
    if (header == Header.X_FORWARDED_FOR) {
      Optional<String> sender = trusted(values(lines.of("x-forwarded-for")));
      if (sender.isPresent()) {
        return sender;
      }
    }
    return trusted(values(lines.of("forwarded"))).flatMap(element -> parameter(element, "for"));
  }

  /// Whether the client came by HTTPS to the first trusted proxy.
  boolean isSecure(Lines lines) {
    if (hops == 0) {
      return false;
    }
    Optional<String> protocol = Optional.empty();
    if (header == Header.X_FORWARDED_FOR) {
      protocol = trusted(values(lines.of("x-forwarded-proto")));
    }
    return protocol
        .or(
            () ->
                trusted(values(lines.of("forwarded")))
                    .flatMap(element -> parameter(element, "proto")))
        .filter(proto -> proto.equalsIgnoreCase("https"))
        .isPresent();
  }

  /// The value that the first trusted proxy wrote; the first one there is when they wrote fewer.
  private Optional<String> trusted(List<String> values) {
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(values.get(Math.max(0, values.size() - hops)));
  }

  /// The values of a list that may be on several lines; commas within quotation marks are text.
  private static List<String> values(List<String> lines) {
    List<String> values = new ArrayList<>();
    for (String line : lines) {
      split(line, ',', values);
    }
    values.removeIf(String::isEmpty);
    return values;
  }

  private static void split(String text, char separator, List<String> into) {
    int from = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        i++;
      } else if (c == separator && !quoted) {
        into.add(text.substring(from, i).strip());
        from = i + 1;
      }
    }
    into.add(text.substring(from).strip());
  }

  /// A parameter of an element of `Forwarded`.
  private static Optional<String> parameter(String element, String name) {
    List<String> pairs = new ArrayList<>();
    split(element, ';', pairs);
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(unquoted(pair.substring(equals + 1).strip()));
      }
    }
    return Optional.empty();
  }

  private static String unquoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1).replace("\\", "")
        : text;
  }

  /// The address in `8.8.8.8`, `8.8.8.8:4000`, `2001:db8::1` or `[2001:db8::1]:443`; empty for what
  /// is none, such as `unknown`.
  private static Optional<String> address(String node) {
    String text = unquoted(node);
    int bracket = text.indexOf(']');
    int colon = text.indexOf(':');
    String host =
        text.startsWith("[") && bracket > 0
            ? text.substring(1, bracket)
            : colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    return Optional.ofNullable(literal(host)).map(InetAddress::getHostAddress);
  }

  private static @Nullable InetAddress literal(String host) {
    int zone = host.indexOf('%');
    try {
      return host.isEmpty()
          ? null
          : InetAddress.ofLiteral(zone < 0 ? host : host.substring(0, zone));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
