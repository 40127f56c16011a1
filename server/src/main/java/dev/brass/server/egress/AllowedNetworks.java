package dev.brass.server.egress;

import java.net.InetAddress;

/// The addresses that may be connected to on behalf of a client.
public enum AllowedNetworks {
  /// Those on the public internet.
  PUBLIC,
  /// Those and this machine's own, where developers run their receivers.
  PUBLIC_AND_LOOPBACK,
  /// Any; a client that may send requests to this server can then reach what the server can reach.
  ANY;

  /// The narrower of two.
  public AllowedNetworks within(AllowedNetworks other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /// Whether an address is allowed.
  public boolean permits(InetAddress address) {
    return switch (this) {
      case PUBLIC -> AddressGuard.isPublic(address);
      case PUBLIC_AND_LOOPBACK -> address.isLoopbackAddress() || AddressGuard.isPublic(address);
      case ANY -> true;
    };
  }
}
