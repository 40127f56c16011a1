package dev.brass.server.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Locale;

/// The address on which a server listens, and the check that it can.
public final class Listening {

  private static final int PRIVILEGED = 1024;

  private Listening() {}

  /// Checks before the start whether the server can listen there.
  ///
  /// @param port 0 for any free one
  /// @throws IllegalStateException with one sentence that says what prevents it and what to do
  public static void check(String host, int port) {
    check(host, port, "--port");
  }

  /// Checks whether the server can listen there; an error names the setting for the port.
  ///
  /// @param setting that chooses another port, such as `--port`
  public static void check(String host, int port, String setting) {
    String place = authority(bare(host), port);
    InetAddress address;
    try {
      address = InetAddress.getAllByName(bare(host))[0];
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          "cannot listen on "
              + place
              + ": unknown host '"
              + host
              + "'; set 'host' to an address of this machine, 127.0.0.1, or 0.0.0.0",
          e);
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot listen on " + place + ": " + reason(host, address, port, setting, e), e);
    }
  }

  /// Whether only programs of this machine can reach a server on this host.
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(bare(host)).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String reason(
      String host, InetAddress address, int port, String setting, IOException e) {
    String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (said.contains("in use")) {
      String holder = PortHolder.of(port).map(it -> ": " + it).orElse("");
      return "another program uses port "
          + port
          + holder
          + "; stop it, or choose another port by "
          + setting;
    }
    if (port > 0 && port < PRIVILEGED && (said.contains("denied") || said.contains("permi"))) {
      return "port "
          + port
          + " needs rights that this user does not have; choose a port from "
          + PRIVILEGED
          + " upwards by "
          + setting;
    }
    if (said.contains("assign") || !isLocal(address)) {
      return "'"
          + host
          + "' is not an address of this machine; set 'host' to one of its own, 127.0.0.1, or"
          + " 0.0.0.0";
    }
    return "the system does not permit it";
  }

  private static boolean isLocal(InetAddress address) {
    return address.isAnyLocalAddress() || address.isLoopbackAddress();
  }

  /// A host without the brackets of an IPv6 address.
  static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static String authority(String bareHost, int port) {
    return (bareHost.indexOf(':') >= 0 ? "[" + bareHost + "]" : bareHost) + ":" + port;
  }
}
