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

/// Reads what a request asks about the goods of a retailer (seed 002, "Get product details"; spec
/// v1 §10.1). Thread-safe.
final class InquiryReader {

  static final String PRODUCT_ID = "product_id";

  /// The parameters of all paths. One that a path does not read is ignored there.
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

  /// Stands for a product id or query that is a problem.
  private static final String STAND_IN = "?";

  private static final String AI_RETAILER = "amazon";
  private static final int STORES_NAMED = 30;

  /// In seconds.
  private static final BigDecimal OLDEST = BigDecimal.valueOf(1_000_000_000L);

  /// Timestamps beyond it are milliseconds (spec gaps A19).
  private static final BigDecimal SECONDS = BigDecimal.valueOf(1_000_000_000_000L);

  private static final BigDecimal LATEST = BigDecimal.valueOf(10_000_000_000_000L);

  private final Stores stores;

  InquiryReader(Stores stores) {
    this.stores = stores;
  }

  /// What a path's parameters mean.
  enum Manner {
    /// As the seed says.
    CLASSIC,
    /// `max_age` and `async` are ignored.
    REALTIME,
    /// `retailer` may be left out, and `async` is ignored.
    AI
  }

  /// What a request wants.
  ///
  /// @param later whether the client comes back for the answer
  record Wanted<T>(Inquiry<T> inquiry, boolean later) {}

  /// The parameters of a request, to read a question off them and hand both to [#wanted].
  static Parameters parameters(ApiRequest request) {
    return new Parameters(request, NAMES);
  }

  /// Reads the rest of a request.
  ///
  /// @param question what the path is about
  /// @throws V1Problem when anything about the request is wrong
  <T> Wanted<T> wanted(
      Parameters parameters, Caller caller, Manner manner, Question<T> question) {
    Optional<ConfiguredStore> store = store(parameters, caller, manner, question);
    Freshness freshness = freshness(parameters, manner);
    boolean later = manner == Manner.CLASSIC && parameters.isTrue("async");
    parameters.check();
    return new Wanted<>(
        new Inquiry<>(caller.tenant(), store.orElseThrow(), question, freshness), later);
  }

  static Question.Details details(Parameters parameters) {
    return new Question.Details(productId(parameters));
  }

  static Question.Offers offers(Parameters parameters) {
    return new Question.Offers(productId(parameters));
  }

  static Question.Search search(Parameters parameters) {
    return new Question.Search(
        query(parameters), parameters.whole("page", 1, Question.LAST_PAGE, 1));
  }

  static String query(Parameters parameters) {
    return subject("query", parameters.requiredText("query"), parameters);
  }

  private static String productId(Parameters parameters) {
    return subject(PRODUCT_ID, parameters.pathValue(PRODUCT_ID), parameters);
  }

  private static String subject(String name, String text, Parameters parameters) {
    if (Question.isSubject(text)) {
      return text;
    }
    // What is absent is a problem already.
    if (!text.isEmpty()) {
      parameters.problem(
          name,
          "must have 1 to %d characters and no control characters, had %d"
              .formatted(Question.LONGEST, text.length()));
    }
    return STAND_IN;
  }

  private Optional<ConfiguredStore> store(
      Parameters parameters, Caller caller, Manner manner, Question<?> question) {
    String given = parameters.text("retailer");
    String code =
        given == null && manner == Manner.AI ? AI_RETAILER : parameters.requiredText("retailer");
    if (code.isEmpty()) {
      return Optional.empty();
    }
    Optional<ConfiguredStore> store = stores.byCode(code, caller.mode());
    if (store.isEmpty()) {
      parameters.problem(
          "retailer",
          "is not known" + Parameters.was(code) + "; " + answering(caller, question));
    } else if (!question.answeredBy(store.get().connector())) {
      parameters.problem(
          "retailer",
          "has no " + what(question) + Parameters.was(code) + "; " + answering(caller, question));
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

  private static Freshness freshness(Parameters parameters, Manner manner) {
    boolean aged = manner != Manner.REALTIME && parameters.has("max_age");
    if (aged && parameters.has("newer_than")) {
      parameters.problem("newer_than", "must not be given together with max_age");
    }
    BigDecimal maxAge = aged ? parameters.number("max_age", BigDecimal.ZERO, OLDEST) : null;
    if (maxAge != null) {
      return new Freshness.MaxAge(Duration.ofMillis(milliseconds(maxAge)));
    }
    @Nullable BigDecimal newerThan = parameters.number("newer_than", BigDecimal.ZERO, LATEST);
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
