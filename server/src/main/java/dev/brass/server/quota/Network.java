package dev.brass.server.quota;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// The unit of every limit per address: an IPv4 address, or all of an IPv6 network of 64 bits,
/// since one customer has it.
public final class Network {

  private static final int LONGEST = 100;
  private static final int BYTES = 8;

  private Network() {}

  /// The network of an address; all texts that are not addresses are one network.
  public static String of(String address) {
    if (address.length() > LONGEST) {
      return "";
    }
    if (address.indexOf(':') < 0) {
      return address;
    }
    int zone = address.indexOf('%');
    try {
      return of(InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone)));
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /// The network of an address.
  public static String of(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), BYTES))
        : address.getHostAddress();
  }
}
