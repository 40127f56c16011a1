package dev.brass.server.support;

import dev.brass.spi.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One message of a case. Never changed.
///
/// @param number its place in the case, from 1 without gaps
/// @param type the type's name (classic Zinc docs, Cases): `case.opened.…`, `case.freetext`, …
/// @param text the text; may be empty
/// @param refund the refund to the client's balance; null for none
public record CaseMessage(
    int number, String type, Author author, String text, @Nullable Money refund, Instant at) {

  private static final String OPENED = "case.opened.";

  /// The author.
  public enum Author {
    CLIENT,
    OPERATOR
  }

  static String opening(String reason) {
    return OPENED + reason;
  }

  boolean opens() {
    return opens(type);
  }

  static boolean opens(String type) {
    return type.startsWith(OPENED);
  }

  boolean closes() {
    return type.equals(Reply.CLOSED.type());
  }

  /// The kinds of an operator's answer.
  public enum Reply {
    FREETEXT("case.freetext"),
    LABEL_GENERATED("case.return.label_generated"),
    STATUS_UPDATED("case.return.status_updated"),
    PARTIAL_REFUND("case.refund.partial"),
    FULL_REFUND("case.refund.full"),
    CLOSED("case.closed");

    private final String type;

    Reply(String type) {
      this.type = type;
    }

    public String type() {
      return type;
    }

    boolean refunds() {
      return this == PARTIAL_REFUND || this == FULL_REFUND;
    }
  }
}
