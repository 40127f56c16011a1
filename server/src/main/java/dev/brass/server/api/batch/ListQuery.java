package dev.brass.server.api.batch;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.batch.BatchProblem.Fault;
import dev.brass.server.batch.BatchFilter;
import dev.brass.server.batch.BatchFilter.Column;
import dev.brass.server.batch.BatchFilter.Sort;
import dev.brass.server.text.Characters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The parameters of a list (batch API docs, Pagination). An empty one counts as absent, and
/// unknown ones are ignored. Used by one thread.
final class ListQuery {

  private static final int DEFAULT_LIMIT = 20;
  private static final int LARGEST_LIMIT = 100;
  private static final int LAST_PAGE = 1_000_000;
  private static final int MOST_VALUES = 100;

  private final ApiRequest request;
  private final List<Fault> faults = new ArrayList<>();

  ListQuery(ApiRequest request) {
    this.request = request;
  }

  /// A page of matching objects.
  record Asked(BatchFilter filter, int limit, int page) {
    long offset() {
      return (long) (page - 1) * limit;
    }
  }

  Asked batches(List<String> statuses) {
    return asked(new BatchFilter(ids("ids"), null, words("status", statuses), sort()));
  }

  Asked operations(List<String> statuses) {
    return asked(new BatchFilter(ids("ids"), ids("batch_ids"), words("status", statuses), sort()));
  }

  private Asked asked(BatchFilter filter) {
    Asked asked =
        new Asked(
            filter, number("limit", LARGEST_LIMIT, DEFAULT_LIMIT), number("page", LAST_PAGE, 1));
    if (!faults.isEmpty()) {
      throw BatchProblem.invalid(faults);
    }
    return asked;
  }

  /// The id that a path names; empty when it is malformed, and so identifies nothing.
  static Optional<UUID> id(ApiRequest request) {
    String text = request.pathValue("id");
    return Characters.areUuid(text) ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  private List<String> values(String name) {
    List<String> values = new ArrayList<>(request.queryAll(name + "[]"));
    values.addAll(request.queryAll(name));
    values.removeIf(String::isEmpty);
    if (values.size() > MOST_VALUES) {
      fault(name, "too_many", "has more than " + MOST_VALUES + " values");
      return List.of();
    }
    return values;
  }

  private @Nullable List<UUID> ids(String name) {
    List<String> values = values(name);
    List<UUID> ids = new ArrayList<>();
    for (String value : values) {
      if (Characters.areUuid(value)) {
        ids.add(UUID.fromString(value));
      } else {
        fault(name, "invalid", "must have ids, such as 9aca21da-503f-4405-82c2-d3771ac3c430");
      }
    }
    return values.isEmpty() ? null : ids;
  }

  private @Nullable List<String> words(String name, List<String> known) {
    List<String> values = values(name);
    if (!known.containsAll(values)) {
      fault(name, "inclusion", "must be one of " + String.join(", ", known));
    }
    return values.isEmpty() ? null : values;
  }

  private int number(String name, int largest, int absent) {
    String value = request.query(name);
    if (value == null || value.isEmpty()) {
      return absent;
    }
    int number = Characters.areDigits(value, 1, 7) ? Integer.parseInt(value) : 0;
    if (number < 1 || number > largest) {
      fault(name, "inclusion", "must be a number from 1 to " + largest);
      return absent;
    }
    return number;
  }

  private Sort sort() {
    String value = request.query("sort");
    if (value == null || value.isEmpty()) {
      return Sort.NEWEST;
    }
    String[] parts = value.split(":", -1);
    Optional<Column> column =
        Arrays.stream(Column.values()).filter(known -> known.sql().equals(parts[0])).findFirst();
    boolean way =
        parts.length == 1
            || (parts.length == 2 && (parts[1].equals("asc") || parts[1].equals("desc")));
    if (column.isEmpty() || !way) {
      fault("sort", "invalid", "must be created_at or updated_at with :asc or :desc");
      return Sort.NEWEST;
    }
    return new Sort(column.get(), parts.length == 1 || parts[1].equals("asc"));
  }

  private void fault(String name, String type, String message) {
    faults.add(new Fault(name, type, name + "." + type, Map.of(), message));
  }
}
