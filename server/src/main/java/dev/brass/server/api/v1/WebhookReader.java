package dev.brass.server.api.v1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads webhooks objects (classic Zinc docs, Webhooks object): a URL or a list of URLs for each
/// event. Unknown events are ignored, because the documents mention two more than they list
/// (compatibility A17).
final class WebhookReader {

  static final Set<String> NAMES =
      Set.of(
          V1OrderListener.REQUEST_SUCCEEDED,
          V1OrderListener.ORDER_PLACED,
          V1OrderListener.REQUEST_FAILED,
          V1OrderListener.ORDER_FAILED,
          V1OrderListener.STATUS_UPDATED,
          V1OrderListener.TRACKING_UPDATED,
          V1OrderListener.TRACKING_OBTAINED,
          V1OrderListener.CASE_UPDATED);

  private static final List<String> SORTED = NAMES.stream().sorted().toList();

  private final TargetCheck targets;

  WebhookReader(TargetCheck targets) {
    this.targets = targets;
  }

  /// The check of a URL as a receiver.
  @FunctionalInterface
  interface TargetCheck {
    /// The fault in a sentence that does not repeat the URL; null when there is none.
    @Nullable String problem(String url);
  }

  /// The URLs by event; events without URLs are left out.
  Map<String, List<String>> read(Value value) {
    Fields webhooks = value.hidden().fields(NAMES);
    Map<String, List<String>> read = new LinkedHashMap<>();
    for (String name : SORTED) {
      List<String> urls = urls(webhooks.get(name));
      if (!urls.isEmpty()) {
        read.put(name, urls);
      }
    }
    return read;
  }

  /// An empty text is not a URL: clients with optional receivers send it.
  private List<String> urls(Value value) {
    List<Value> values = value.json().isArray() ? value.items(Limits.WEBHOOK_URLS) : List.of(value);
    List<String> urls = new ArrayList<>();
    for (Value item : values) {
      String url = item.text(Limits.URL);
      if (url != null) {
        String problem = targets.problem(url);
        if (problem != null) {
          item.problem(problem);
        } else if (!urls.contains(url)) {
          urls.add(url);
        }
      }
    }
    return urls;
  }
}
