package dev.brass.server.api;

import dev.brass.server.config.Settings;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The sender and the protocol of a request as the proxies before this server report them. Each
/// trusted proxy adds one value at the end of the last line; earlier values may be forged and are
/// ignored.
///
/// @param header where the proxies write
/// @param hops number of trusted proxies; 0 for none
public record Forwarding(Header header, int hops) {

  /// For a server without a proxy.
  public static final Forwarding NONE = new Forwarding(Header.X_FORWARDED_FOR, 0);

  /// As the operator has set it.
  public static Forwarding of(Settings.HttpSettings http) {
    if (!http.behindProxy()) {
      return NONE;
    }
    return new Forwarding(
        switch (http.senderHeader()) {
          case X_FORWARDED_FOR -> Header.X_FORWARDED_FOR;
          case FORWARDED -> Header.FORWARDED;
        },
        http.trustedHops());
  }

  /// The header in which proxies report the sender.
  public enum Header {
    X_FORWARDED_FOR,
    /// RFC 7239.
    FORWARDED
  }

  /// All lines of a header, in order.
  interface Lines {
    List<String> of(String name);
  }

  /// The IP address of a request's sender.
  ///
  /// @param peer of the connection, used when the proxies name no address
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

  /// Whether the client used HTTPS to the first trusted proxy.
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

  /// The value that the first trusted proxy wrote; the first value when there are fewer values than
  /// proxies.
  private Optional<String> trusted(List<String> values) {
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(values.get(Math.max(0, values.size() - hops)));
  }

  /// The values of a list that may span several lines; commas within quotation marks are text.
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

  /// The address in `8.8.8.8`, `8.8.8.8:4000`, `2001:db8::1` or `[2001:db8::1]:443`; empty for
  /// anything else, such as `unknown`.
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
