package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Orders;
import dev.brass.server.order.StoreStake;
import dev.brass.server.recovery.Recovery;
import dev.brass.server.recovery.RecoveryStatus;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `/admin/recovery`: whether the database may have lost changes, what is affected, and the
/// operator's release.
final class RecoveryEndpoints {

  private final Recovery recovery;
  private final Orders orders;

  RecoveryEndpoints(Recovery recovery, Orders orders) {
    this.recovery = recovery;
    this.orders = orders;
  }

  /// A loss on the wire.
  record LossWire(Instant since, String reason) {}

  /// The orders that wait at a store, by the engine's state.
  record StakeWire(String store, String state, long orders) {
    static StakeWire of(StoreStake stake) {
      return new StakeWire(stake.store(), stake.state(), stake.orders());
    }
  }

  /// The recovery on the wire.
  ///
  /// @param since the time from which changes may be missing; null when nothing is lost
  record RecoveryWire(
      boolean recovering,
      @Nullable Instant since,
      List<LossWire> losses,
      List<String> releasedStores,
      List<StakeWire> atStake) {}

  /// `GET`.
  Reply get(ApiRequest request) {
    return AdminJson.reply(200, wire());
  }

  private RecoveryWire wire() {
    RecoveryStatus status = recovery.status();
    return new RecoveryWire(
        status.isRecovering(),
        status.losses().stream().map(RecoveryStatus.Loss::since).findFirst().orElse(null),
        status.losses().stream().map(l -> new LossWire(l.since(), l.reason())).toList(),
        List.copyOf(new TreeSet<>(status.released())),
        orders.history().atStake().stream().map(StakeWire::of).toList());
  }

  /// `POST …/release` with `store`, or without it for all stores, `actor` and `note`: 200 with the
  /// remaining recovery; 409 when nothing is lost.
  Reply release(ApiRequest request) {
    AdminJson.Body body = AdminJson.body(request, "store", "actor", "note");
    Word word = Word.of(body);
    if (!recovery.status().isRecovering()) {
      throw new AdminProblem(409, "Nothing is lost; there is nothing to release.");
    }
    String store = body.textOrNull("store");
    if (store == null) {
      recovery.end(word.actor(), word.note());
    } else {
      recovery.release(store, word.actor(), word.note());
    }
    return AdminJson.reply(200, wire());
  }
}
