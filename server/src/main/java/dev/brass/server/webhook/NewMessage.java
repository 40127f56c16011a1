package dev.brass.server.webhook;

import com.fasterxml.uuid.NoArgGenerator;
import dev.brass.server.db.Ids;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Secret;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event to send to a receiver, not yet stored.
///
/// @param id chosen by the author of the body, because the body contains it ([#newId]); null for
///     any
/// @param order the order that it reports about
/// @param event its name, such as `order.placed` or `request_succeeded`; at most 100 characters of
///     visible ASCII, because it is sent as a header
/// @param body JSON text; sent as its UTF-8 bytes, the same on every try
/// @param clock the sandbox clock that pauses between tries follow; null for the system clock
public record NewMessage(
    @Nullable UUID id,
    TenantId tenant,
    Mode mode,
    UUID order,
    String event,
    Receiver receiver,
    String body,
    @Nullable UUID clock) {

  // Ids of one process ascend.
  private static final NoArgGenerator IDS = Ids.ascending();

  /// A message whose body does not contain its id.
  public NewMessage(
      TenantId tenant,
      Mode mode,
      UUID order,
      String event,
      Receiver receiver,
      String body,
      @Nullable UUID clock) {
    this(null, tenant, mode, order, event, receiver, body, clock);
  }

  /// An id for a message: UUIDv7, larger than those that this process made before.
  public static UUID newId() {
    return IDS.generate();
  }

  /// The id that was chosen, or a new one.
  UUID idOrNew() {
    return id == null ? newId() : id;
  }

  /// Checks the event's name.
  public NewMessage {
    if (event.isEmpty()
        || event.length() > 100
        || !event.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("not the name of an event: " + event);
    }
  }

  /// The receiver of a message.
  public sealed interface Receiver {}

  /// A URL that came with a request of the v1 API ([Webhooks#targetProblem] found nothing wrong
  /// with it). Secret, because users put passwords and tokens into it.
  public record Url(Secret<String> value) implements Receiver {}

  /// The endpoint that the tenant has registered for the message's mode in the v2 API. Without one,
  /// the message is not stored.
  public record TenantEndpoint() implements Receiver {}
}
