package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.form.InvalidInput.Fault;
import dev.brass.server.product.Freshness;
import dev.brass.server.product.Inquiry;
import dev.brass.server.product.Question;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads product queries for a store (Zinc API docs, Products). Thread-safe.
final class DataQuery {

  static final String PRODUCT_ID = "product_id";

  /// In seconds. No younger answers are available.
  private static final int YOUNGEST = 31;

  private static final int OLDEST = 1_000_000_000;
  private static final int LONGEST_NAME = 255;
  private static final int STORES_NAMED = 30;

  private final Stores stores;
  private final boolean idInQuery;

  /// For requests that name a product in their path.
  DataQuery(Stores stores) {
    this(stores, false);
  }

  /// Creates a reader.
  ///
  /// @param idInQuery whether a product is named in the query and not in the path
  DataQuery(Stores stores, boolean idInQuery) {
    this.stores = stores;
    this.idInQuery = idInQuery;
  }

  /// The query of a request.
  ///
  /// @param domain the host name with which the client named the store; null when it used its code
  /// @param later whether the client will poll for the answer
  record Wanted<T>(Inquiry<T> inquiry, @Nullable String domain, boolean later) {}

  /// Reads a question about a product.
  ///
  /// @throws InvalidInput when anything is invalid
  /// @throws V2Problem when a younger answer is required than available
  <T> Wanted<T> product(ApiRequest request, Caller caller, Function<String, Question<T>> of) {
    Query query = new Query(request);
    String given = idInQuery ? request.query(PRODUCT_ID) : request.pathValue(PRODUCT_ID);
    String id = given == null ? "" : given.strip();
    if (!Question.isSubject(id)) {
      throw new InvalidInput(
          List.of(
              new Fault(
                  List.of(idInQuery ? "query" : "path", PRODUCT_ID),
                  "String should have 1 to %d characters and no control characters"
                      .formatted(Question.LONGEST),
                  "value_error")));
    }
    Question<T> question = of.apply(id);
    Optional<ConfiguredStore> store = store(query, caller.mode(), question);
    Freshness freshness = freshness(query);
    boolean later = Boolean.TRUE.equals(query.flag("async"));
    query.check();
    return new Wanted<>(
        new Inquiry<>(caller.tenant(), store.orElseThrow(), question, freshness),
        domain(query, store.get()),
        later);
  }

  /// The search words of a request; null when they are invalid, which is a fault.
  static @Nullable String words(Query query, String name) {
    String words = query.required(name, Question.LONGEST);
    if (words != null && !Question.isSubject(words.strip())) {
      query.fault(name, "Value error, there must be no control characters in it");
      return null;
    }
    return words == null ? null : words.strip();
  }

  /// The store that a request names by its code or host name; empty when no such store answers the
  /// question, which is a fault.
  Optional<ConfiguredStore> store(Query query, Mode mode, Question<?> question) {
    String name = query.required("retailer", LONGEST_NAME);
    if (name == null) {
      return Optional.empty();
    }
    String word = name.strip();
    Optional<ConfiguredStore> store = stores.byCode(word, mode).or(() -> stores.byHost(word, mode));
    if (store.isEmpty()) {
      query.fault("retailer", "Value error, unknown retailer; " + answering(mode, question));
    } else if (!question.answeredBy(store.get().connector())) {
      query.fault(
          "retailer",
          "Value error, %s has no %s here; %s"
              .formatted(store.get().code(), question.kind(), answering(mode, question)));
      return Optional.empty();
    }
    return store;
  }

  private String answering(Mode mode, Question<?> question) {
    return "there are "
        + String.join(
            ", ",
            stores.serving(mode).stream()
                .filter(store -> question.answeredBy(store.connector()))
                .map(ConfiguredStore::code)
                .sorted()
                .limit(STORES_NAMED)
                .toList());
  }

  static @Nullable String domain(Query query, ConfiguredStore store) {
    String name = query.text("retailer");
    return name == null || name.strip().equals(store.code()) ? null : name.strip();
  }

  private static Freshness freshness(Query query) {
    boolean aged = query.has("max_age");
    if (aged && query.has("newer_than")) {
      query.fault("newer_than", "Value error, newer_than and max_age exclude each other");
    }
    int maxAge = query.number("max_age", 0, OLDEST, YOUNGEST);
    if (maxAge < YOUNGEST) {
      throw new V2Problem(
          400,
          "bad_request",
          "max_age is at least " + YOUNGEST + " seconds",
          Map.of("max_age", maxAge, "minimum", YOUNGEST));
    }
    if (aged) {
      return new Freshness.MaxAge(Duration.ofSeconds(maxAge));
    }
    int newerThan = query.number("newer_than", 0, Integer.MAX_VALUE, 0);
    return query.has("newer_than")
        ? new Freshness.NewerThan(Instant.ofEpochSecond(newerThan), Duration.ofSeconds(YOUNGEST))
        : new Freshness.Usual();
  }
}
