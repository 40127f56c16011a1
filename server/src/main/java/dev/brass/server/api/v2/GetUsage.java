package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Caller;
import dev.brass.server.usage.DataCall;
import dev.brass.server.usage.Usage;
import dev.brass.server.usage.UsageReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `GET /usage`: the caller's calls for product data (Zinc API docs, Usage).
record GetUsage(Usage usage, V2Json json) implements Action {

  private static final int USUAL_DAYS = 30;
  private static final int USUAL_RECENT = 20;

  /// Zinc SDK, UserUsageResponse.
  record UserUsage(
      int windowDays, Instant since, Map<String, UsageMetric> metrics, List<RecentCall> recent) {}

  /// Zinc SDK, UsageMetric.
  record UsageMetric(long total, long prevTotal, List<Long> series) {}

  /// Zinc SDK, RecentCall.
  record RecentCall(
      String endpoint,
      Instant at,
      @Nullable String query,
      @Nullable Integer resultCount,
      @Nullable String retailer,
      @Nullable String productId) {}

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = new Query(request);
    int days = query.number("window_days", 1, Usage.MOST_DAYS, USUAL_DAYS);
    int recent = query.number("recent", 0, Usage.MOST_RECENT, USUAL_RECENT);
    query.check();
    UsageReport report = usage.report(caller.tenant(), caller.mode(), days, recent);
    Map<String, UsageMetric> metrics = new TreeMap<>();
    report
        .metrics()
        .forEach(
            (endpoint, metric) ->
                metrics.put(
                    endpoint.code(),
                    new UsageMetric(metric.total(), metric.before(), metric.days())));
    return json.reply(
        200,
        new UserUsage(
            days,
            report.since(),
            metrics,
            report.recent().stream().map(GetUsage::recent).toList()));
  }

  private static RecentCall recent(DataCall call) {
    return new RecentCall(
        call.endpoint().code(),
        call.at(),
        call.query(),
        call.resultCount(),
        call.retailer(),
        call.productId());
  }
}
