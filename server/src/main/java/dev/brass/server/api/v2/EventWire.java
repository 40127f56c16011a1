package dev.brass.server.api.v2;

import dev.brass.server.webhook.Delivery;
import dev.brass.server.webhook.Event;
import dev.brass.server.webhook.Message;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Events and their deliveries on the wire. They are not in the documents of the original.
final class EventWire {

  private EventWire() {}

  /// @param sequence as in the body
  /// @param body the exact text that is sent
  record Shown(
      UUID id,
      String event,
      UUID orderId,
      @Nullable Integer sequence,
      Instant createdAt,
      String body,
      State delivery) {

    static Shown of(Event event, V2Json json) {
      Message message = event.message();
      JsonNode sequence = json.stored(message.body()).path("sequence");
      return new Shown(
          message.id(),
          message.event(),
          message.order(),
          sequence.isInt() ? sequence.intValue() : null,
          message.createdAt(),
          message.body(),
          new State(
              event.waiting() ? "waiting" : word(message.state()),
              message.tries(),
              event.lastStatus(),
              event.lastTriedAt()));
    }
  }

  /// @param state `pending`, `waiting` (the receiver is paused), `delivered` or `given_up`
  record State(
      String state, int tries, @Nullable Integer lastStatus, @Nullable Instant lastTriedAt) {}

  record DeliveryList(UUID eventId, List<Try> deliveries, boolean hasMore) {}

  /// @param outcome `delivered`, `failed` (another try follows) or `given_up`
  /// @param requestHeaders with secrets masked
  record Try(
      int number,
      Instant startedAt,
      long durationMs,
      @Nullable String url,
      @Nullable Integer status,
      String outcome,
      @Nullable String reply,
      @Nullable String note,
      Map<String, String> requestHeaders) {

    static Try of(Delivery delivery) {
      return new Try(
          delivery.number(),
          delivery.startedAt(),
          delivery.duration().toMillis(),
          delivery.target(),
          delivery.status(),
          word(delivery.outcome()),
          delivery.reply(),
          delivery.note(),
          headers(delivery.headers()));
    }

    private static Map<String, String> headers(@Nullable String lines) {
      Map<String, String> headers = new LinkedHashMap<>();
      if (lines != null) {
        lines
            .lines()
            .forEach(
                line -> {
                  int colon = line.indexOf(": ");
                  headers.put(line.substring(0, colon), line.substring(colon + 2));
                });
      }
      return headers;
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
