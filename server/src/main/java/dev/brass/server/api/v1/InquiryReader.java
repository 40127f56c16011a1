package dev.brass.server.api.v1;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.product.Freshness;
import dev.brass.server.product.Inquiry;
import dev.brass.server.product.Question;
import dev.brass.server.tenant.Caller;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads product queries for a retailer (classic Zinc docs, Get product details and Common query
/// rules). Thread-safe.
final class InquiryReader {

  static final String PRODUCT_ID = "product_id";

  /// The parameters of all paths. A path ignores those that it does not read.
  static final Set<String> NAMES =
      Set.of(
          "retailer",
          "max_age",
          "newer_than",
          "async",
          "query",
          "page",
          "limit",
          "nextToken",
          "includeAddons");

  /// Substitute for an invalid product id or query.
  private static final String STAND_IN = "?";

  private static final String AI_RETAILER = "amazon";
  private static final int STORES_NAMED = 30;

  /// In seconds.
  private static final BigDecimal OLDEST = BigDecimal.valueOf(1_000_000_000L);

  /// Greater timestamps are milliseconds (compatibility A19).
  private static final BigDecimal SECONDS = BigDecimal.valueOf(1_000_000_000_000L);

  private static final BigDecimal LATEST = BigDecimal.valueOf(10_000_000_000_000L);

  private final Stores stores;

  InquiryReader(Stores stores) {
    this.stores = stores;
  }

  /// How a path reads its parameters.
  enum Manner {
    /// As in the classic Zinc docs.
    CLASSIC,
    /// `max_age` and `async` are ignored.
    REALTIME,
    /// `retailer` may be left out, and `async` is ignored.
    AI
  }

  /// The query of a request.
  ///
  /// @param later whether the client will poll for the answer
  record Wanted<T>(Inquiry<T> inquiry, boolean later) {}

  /// The parameters of a request, from which to read a question and then pass both to [#wanted].
  static Query queryOf(ApiRequest request) {
    return new Query(request, NAMES);
  }

  /// Reads the remaining parameters of a request.
  ///
  /// @param question product or search of the path
  /// @throws V1Problem when the request has any fault
  <T> Wanted<T> wanted(Query query, Caller caller, Manner manner, Question<T> question) {
    Optional<ConfiguredStore> store = store(query, caller, manner, question);
    Freshness freshness = freshness(query, manner);
    boolean later = manner == Manner.CLASSIC && query.isTrue("async");
    query.check();
    return new Wanted<>(
        new Inquiry<>(caller.tenant(), store.orElseThrow(), question, freshness), later);
  }

  static Question.Details details(Query query) {
    return new Question.Details(productId(query));
  }

  static Question.Offers offers(Query query) {
    return new Question.Offers(productId(query));
  }

  static Question.Search search(Query query) {
    return new Question.Search(query(query), query.whole("page", 1, Question.LAST_PAGE, 1));
  }

  static String query(Query query) {
    return subject("query", query.requiredText("query", Question.LONGEST), query);
  }

  private static String productId(Query query) {
    return subject(PRODUCT_ID, query.pathValue(PRODUCT_ID).strip(), query);
  }

  private static String subject(String name, String text, Query query) {
    if (Question.isSubject(text)) {
      return text;
    }
    // A missing value is a problem already.
    if (!text.isEmpty()) {
      query.problem(
          name,
          "must have 1 to %d characters and no control characters, had %d"
              .formatted(Question.LONGEST, text.length()));
    }
    return STAND_IN;
  }

  private Optional<ConfiguredStore> store(
      Query query, Caller caller, Manner manner, Question<?> question) {
    boolean usual = manner == Manner.AI && !query.has("retailer");
    String code = usual ? AI_RETAILER : query.requiredText("retailer", Limits.TEXT);
    if (code.isEmpty()) {
      return Optional.empty();
    }
    Optional<ConfiguredStore> store = stores.byCode(code, caller.mode());
    if (store.isEmpty()) {
      query.problem(
          "retailer", "is not known" + Query.was(code) + "; " + answering(caller, question));
    } else if (!question.answeredBy(store.get().connector())) {
      query.problem(
          "retailer",
          "has no " + what(question) + Query.was(code) + "; " + answering(caller, question));
      return Optional.empty();
    }
    return store;
  }

  private String answering(Caller caller, Question<?> question) {
    List<String> codes =
        stores.serving(caller.mode()).stream()
            .filter(store -> question.answeredBy(store.connector()))
            .map(ConfiguredStore::code)
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .limit(STORES_NAMED)
            .toList();
    return "this server has " + what(question) + " of " + String.join(", ", codes);
  }

  private static String what(Question<?> question) {
    return switch (question) {
      case Question.Details _ -> "product details";
      case Question.Offers _ -> "offers";
      case Question.Search _ -> "search";
    };
  }

  private static Freshness freshness(Query query, Manner manner) {
    boolean aged = manner != Manner.REALTIME && query.has("max_age");
    if (aged && query.has("newer_than")) {
      query.problem("newer_than", "must not be given together with max_age");
    }
    BigDecimal maxAge = aged ? query.number("max_age", OLDEST) : null;
    if (maxAge != null) {
      return new Freshness.MaxAge(Duration.ofMillis(milliseconds(maxAge)));
    }
    @Nullable BigDecimal newerThan = query.number("newer_than", LATEST);
    return newerThan == null ? new Freshness.Usual() : new Freshness.NewerThan(instant(newerThan));
  }

  private static Instant instant(BigDecimal timestamp) {
    return Instant.ofEpochMilli(
        timestamp.compareTo(SECONDS) > 0 ? timestamp.longValue() : milliseconds(timestamp));
  }

  private static long milliseconds(BigDecimal seconds) {
    return seconds.movePointRight(3).longValue();
  }
}
