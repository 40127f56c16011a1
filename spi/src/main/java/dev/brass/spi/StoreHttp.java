package dev.brass.spi;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The only way from a connector to its store. It adds deadlines, rate limits, redaction, recording
/// and tracing; a connector adds none of its own. Thread-safe; blocks the calling (virtual) thread
/// and answers interruption with [StoreException].
public interface StoreHttp {

  /// Sends one request and reads the whole reply, of any status.
  ///
  /// @throws StoreException when there is no reply
  Reply send(Call call);

  /// One request.
  ///
  /// @param uri absolute
  /// @param headers one value per name
  /// @param body text sent as UTF-8; null when there is none
  /// @param irrevocable whether this is the call that buys: it is refused after
  ///     [PlaceOrder#notAfter], also when its body is held back; it is never repeated, and every
  ///     reply to it is kept
  record Call(
      String method,
      URI uri,
      Map<String, String> headers,
      @Nullable String body,
      boolean irrevocable) {
    public Call {
      headers = Map.copyOf(headers);
    }
  }

  /// One reply.
  ///
  /// @param headers names in lower case
  /// @param body the text of the reply; empty when there is none
  record Reply(int status, Map<String, List<String>> headers, String body) {
    public Reply {
      headers = Map.copyOf(headers);
    }

    public @Nullable String header(String name) {
      List<String> values = headers.get(name);
      return values == null || values.isEmpty() ? null : values.getFirst();
    }
  }
}
