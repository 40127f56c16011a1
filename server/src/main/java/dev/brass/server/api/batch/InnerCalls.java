package dev.brass.server.api.batch;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Router;
import dev.brass.server.batch.OperationCaller;
import dev.brass.server.db.Borrower;
import dev.brass.server.log.RequestId;
import dev.brass.server.quota.Owner;
import dev.brass.server.quota.WorkQuota;
import dev.brass.server.secret.Masking;
import dev.brass.server.tenant.Caller;
import dev.brass.server.text.Characters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Passes operations to the router in the same way as requests from outside: the same routes,
/// endpoints and errors, with the batch's caller instead of an `Authorization` header. Thread-safe.
public final class InnerCalls implements OperationCaller {

  private static final int LARGEST_ANSWER = 1024 * 1024;
  private static final int SMALL = 64 * 1024;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final Router router;
  private final WorkQuota quota;
  private final BatchWire wire = new BatchWire();

  /// Creates the calls.
  ///
  /// @param router without the batch API and those of operators
  /// @param quota for the memory of answers
  public InnerCalls(Router router, WorkQuota quota) {
    this.quota = quota;
    this.router = router;
  }

  @Override
  public Answer call(Request request, Caller caller) {
    Optional<InnerPath> path = InnerPath.read(request.call().path());
    if (path.isEmpty()) {
      return new Answer(400, error("The path has characters that URLs do not have."), null);
    }
    String query = request.call().query();
    InnerPath target =
        query == null ? path.get() : path.get().with((ObjectNode) wire.stored(query));
    String id = request.operation().toString();
    ApiRequest inner =
        ApiRequest.inside(
                id,
                request.method(),
                target.path(),
                target.query(),
                body(request),
                caller,
                request.repeated(),
                request.sentTo())
            .counted(quota.within(caller.owner()));
    Reply reply =
        Borrower.call(caller::owner, () -> RequestId.call(id, () -> router.handle(inner)));
    try (Room room = new Room(caller.owner(), request.method().equals("GET"))) {
      return new Answer(
          reply.status(),
          answer(reply, room),
          reply.status() == TOO_MANY_REQUESTS ? retryAfter(reply) : null);
    } catch (NoRoom e) {
      // It was a read, so it can be repeated.
      return new Answer(reply.status(), null, A_MOMENT);
    }
  }

  private String error(String message) {
    return wire.write(BatchWire.object().put("error", message));
  }

  private byte[] body(Request request) {
    String body = request.call().body();
    String key = request.idempotencyKey();
    String keyed = key == null ? body : KeyedBody.of(body, key, wire);
    return keyed == null ? new byte[0] : keyed.getBytes(StandardCharsets.UTF_8);
  }

  /// An answer as a JSON object with secrets masked; null when it has no body.
  private @Nullable String answer(Reply reply, Room room) throws NoRoom {
    Reply.Content content = reply.content();
    String text = content == null ? reply.body() : written(content, room);
    if (text == null) {
      return content == null
          ? null
          : error("The answer has more than " + LARGEST_ANSWER + " bytes.");
    }
    if (text.length() > LARGEST_ANSWER) {
      return error("The answer has more than " + LARGEST_ANSWER + " bytes.");
    }
    if (text.isEmpty()) {
      return null;
    }
    room.hold(text.length());
    String type = reply.contentType();
    JsonNode json =
        type != null && type.startsWith("application/json")
            ? Masking.of(wire.stored(text), reply.secrets())
            : BatchWire.object().put("raw", Masking.text(text, reply.secrets()));
    return wire.write(json.isObject() ? json : BatchWire.object().set("raw", json));
  }

  /// The text of an answer; null when it is too long.
  private static @Nullable String written(Reply.Content content, Room room) throws NoRoom {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      content.writeTo(new Bounded(bytes, room));
    } catch (NoRoomIo e) {
      throw new NoRoom();
    } catch (IOException e) {
      return null;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /// A stream of limited length.
  private static final class Bounded extends OutputStream {

    private final ByteArrayOutputStream bytes;

    private final Room room;

    Bounded(ByteArrayOutputStream bytes, Room room) {
      this.bytes = bytes;
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      if (bytes.size() + length > LARGEST_ANSWER) {
        throw new IOException("the answer is too large");
      }
      try {
        room.hold(bytes.size() + length);
      } catch (NoRoom e) {
        throw new NoRoomIo();
      }
      bytes.write(from, offset, length);
    }
  }

  /// Not enough memory is free for an answer at the moment.
  private static final class NoRoom extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static final class NoRoomIo extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /// The memory of one answer. Small answers are not counted, nor those to changes, which are about
  /// as large as their requests.
  private final class Room implements AutoCloseable {

    private final Owner owner;
    private final boolean counts;
    private final List<WorkQuota.Held> all = new ArrayList<>();
    private long held;

    Room(Owner owner, boolean counts) {
      this.owner = owner;
      this.counts = counts;
    }

    /// Reserves memory for an answer that has grown to so many characters.
    void hold(long letters) throws NoRoom {
      long wanted = letters * WorkQuota.COPIES;
      if (!counts || letters <= SMALL || wanted <= held) {
        return;
      }
      long more = Math.max(wanted, 2 * held) - held;
      WorkQuota.Held taken = quota.hold(owner, more);
      if (taken == null) {
        throw new NoRoom();
      }
      all.add(taken);
      held += more;
    }

    @Override
    public void close() {
      all.forEach(WorkQuota.Held::close);
    }
  }

  private static Duration retryAfter(Reply reply) {
    for (Map.Entry<String, String> header : reply.headers().entrySet()) {
      if (header.getKey().equalsIgnoreCase("retry-after")
          && Characters.areDigits(header.getValue(), 1, 6)) {
        Duration told = Duration.ofSeconds(Long.parseLong(header.getValue()));
        return told.compareTo(A_MOMENT) < 0 ? A_MOMENT : told;
      }
    }
    return A_MOMENT;
  }
}
