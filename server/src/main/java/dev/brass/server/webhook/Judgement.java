package dev.brass.server.webhook;

import dev.brass.server.egress.RetryAfter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The meaning of the answer to a call for the message and for its receiver.
///
/// @param reply masked and cut; null when there was none
/// @param note masked
/// @param retryAfter the time for which the receiver asked to be left alone; zero if it did not
record Judgement(
    Verdict verdict,
    @Nullable Integer status,
    @Nullable String reply,
    @Nullable String note,
    Duration retryAfter) {

  private static final int LONGEST_REPLY_KEPT = 4_096;

  /// Whether the message has arrived.
  enum Verdict {
    DELIVERED,
    FAILED,
    /// Nor will it ever.
    HOPELESS
  }

  Judgement withoutReply() {
    return new Judgement(verdict, status, null, note, retryAfter);
  }

  static Judgement hopeless(String why) {
    return new Judgement(Verdict.HOPELESS, null, null, why, Duration.ZERO);
  }

  /// Judges a reply. Any 2xx is a success; the v1 API promises to repeat until HTTP 200, so another
  /// one is noted (compatibility A8). 410 says that the receiver wants no more of this message; the
  /// endpoint itself stays, since one answer is little evidence.
  ///
  /// @param classic whether the message is one of the v1 API
  /// @param secrets the secrets that the receiver may have repeated
  /// @param longest the longest pause that the receiver may ask for
  static Judgement of(
      Reply reply, boolean classic, List<String> secrets, Instant now, Duration longest) {
    return switch (reply) {
      case Reply.Missing(String why) ->
          new Judgement(Verdict.FAILED, null, null, Masking.mask(why, secrets), Duration.ZERO);
      case Reply.Answered(int status, String body, String retryAfter) ->
          new Judgement(
              verdict(status),
              status,
              start(Masking.mask(body, secrets)),
              note(status, classic),
              verdict(status) == Verdict.DELIVERED
                  ? Duration.ZERO
                  : RetryAfter.parse(retryAfter, now, longest));
    };
  }

  private static Verdict verdict(int status) {
    if (status / 100 == 2) {
      return Verdict.DELIVERED;
    }
    return status == 410 ? Verdict.HOPELESS : Verdict.FAILED;
  }

  private static @Nullable String note(int status, boolean classic) {
    return switch (status / 100) {
      case 2 -> classic && status != 200 ? "answered " + status + " instead of 200" : null;
      case 3 -> "answered " + status + ", a redirect; redirects are not followed";
      default -> status == 410 ? "answered 410: gone permanently" : "answered " + status;
    };
  }

  /// The first 4 KiB, without the character that the database cannot store.
  private static String start(String text) {
    byte[] bytes = text.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_REPLY_KEPT) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    String cut = new String(Arrays.copyOf(bytes, LONGEST_REPLY_KEPT), StandardCharsets.UTF_8);
    return cut.endsWith("\uFFFD") ? cut.substring(0, cut.length() - 1) : cut;
  }
}
