package dev.brass.server.egress;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The ports on which this server and its database listen. Connections to them from this machine
/// may be trusted more than others, so no client may make the server connect to them. Thread-safe.
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
