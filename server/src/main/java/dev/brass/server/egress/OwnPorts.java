package dev.brass.server.egress;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The ports at which this server and its database listen. What comes to them from this machine may
/// be trusted more than what comes from elsewhere, so no client sends the server there.
/// Thread-safe.
public final class OwnPorts {

  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

  public void add(int port) {
    ports.add(port);
  }

  /// Whether a connection to that address reaches this server or its database.
  boolean isOwn(InetAddress address, int port) {
    return ports.contains(port) && isThisMachine(address);
  }

  private static boolean isThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }
}
