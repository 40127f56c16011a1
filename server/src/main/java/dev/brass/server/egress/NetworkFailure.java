package dev.brass.server.egress;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/// The reason why another server could not be reached, in words for people: without the names of
/// classes and the sentences of libraries.
public final class NetworkFailure {

  private static final int DEEPEST = 10;

  private NetworkFailure() {}

  /// The reason, such as "it did not answer in time", to follow "no reply from shop.example: ".
  public static String of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      String known = known(cause);
      if (!known.isEmpty()) {
        return known;
      }
      cause = cause.getCause();
    }
    return "the connection failed";
  }

  private static String known(Throwable cause) {
    String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return switch (cause) {
      case HttpTimeoutException _, SocketTimeoutException _ -> "it did not answer in time";
      case UnknownHostException _, UnresolvedAddressException _ -> "its name is not known";
      case NoRouteToHostException _ -> "it cannot be reached";
      case ConnectException _ -> "it takes no connections";
      case CertificateException _ -> "its certificate is not to be trusted";
      case SSLException _ when said.contains("certif") -> "its certificate is not to be trusted";
      case SSLException _ -> "no secure connection could be made";
      case EOFException _, ClosedChannelException _ -> "it closed the connection";
      default ->
          said.contains("reset") || said.contains("broken pipe") || said.contains("closed")
              ? "it closed the connection"
              : "";
    };
  }
}
