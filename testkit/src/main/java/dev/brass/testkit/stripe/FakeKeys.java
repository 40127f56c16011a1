package dev.brass.testkit.stripe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The idempotency keys of [FakeStripe]: for a day the same answer for the same key. Guarded by the
/// fake's lock.
final class FakeKeys {

  private static final Duration KEPT = Duration.ofDays(1);

  /// What a request is answered.
  record Answer(int status, String body, boolean isReplayed) {}

  /// Carries a request out.
  interface Work {
    String json();
  }

  private record Kept(FakeRequest request, Answer answer, Instant at) {}

  private final InstantSource clock;
  private final Map<String, Kept> answers = new LinkedHashMap<>();

  FakeKeys(InstantSource clock) {
    this.clock = clock;
  }

  void forget() {
    answers.clear();
  }

  Answer answer(FakeRequest request, Work work) {
    String key = request.key();
    String name = key == null || key.isEmpty() ? null : request.account() + "|" + key;
    Kept kept = kept(name);
    if (kept != null) {
      boolean isSame =
          kept.request().path().equals(request.path())
              && kept.request().parameters().equals(request.parameters());
      return isSame
          ? new Answer(kept.answer().status(), kept.answer().body(), true)
          : new Answer(400, another().json().toString(), false);
    }
    try {
      return keep(name, request, new Answer(200, work.json(), false));
    } catch (FakeRefusal e) {
      Answer refused = new Answer(e.status(), e.json().toString(), false);
      return e.isKept() ? keep(name, request, refused) : refused;
    }
  }

  private @Nullable Kept kept(@Nullable String name) {
    Kept kept = name == null ? null : answers.get(name);
    return kept != null && kept.at().plus(KEPT).isBefore(clock.instant()) ? null : kept;
  }

  private Answer keep(@Nullable String name, FakeRequest request, Answer answer) {
    if (name != null && request.method().equals("POST")) {
      answers.put(name, new Kept(request, answer, clock.instant()));
    }
    return answer;
  }

  private static FakeRefusal another() {
    return FakeRefusal.of(
        400,
        "idempotency_error",
        null,
        "Keys for idempotent requests can only be used with the same parameters.");
  }
}
