package dev.brass.server.order;

import dev.brass.server.db.PageBytes;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An iterator over the orders that match a filter, newest first, page by page. Not thread-safe.
public final class OrderWalk {

  private static final int READ_AT_ONCE = 200;

  /// A generous upper bound of an order's size in a page, in multiples of its request.
  private static final int SIZES_APART = 16;

  private final OrderReads reads;
  private final TenantId tenant;
  private final Mode mode;
  private final OrderFilter filter;
  private final List<Long> words;
  private final int skip;
  private long left;
  private @Nullable Order last;

  OrderWalk(
      OrderReads reads,
      TenantId tenant,
      Mode mode,
      OrderFilter filter,
      List<Long> words,
      int skip,
      long most) {
    this.reads = reads;
    this.tenant = tenant;
    this.mode = mode;
    this.filter = filter;
    this.words = words;
    this.skip = skip;
    this.left = most;
  }

  /// The next page; empty at the end.
  public List<Order> next() {
    int most = (int) Math.min(left, READ_AT_ONCE);
    if (most <= 0) {
      return List.of();
    }
    List<Order> page =
        last == null
            ? reads.first(tenant, mode, filter, words, skip, most)
            : reads.next(tenant, mode, filter, words, last, most);
    left = isEnd(page, most) ? 0 : left - page.size();
    last = page.isEmpty() ? last : page.getLast();
    return page;
  }

  /// A page with fewer orders than requested is the last one, unless it was cut because they are
  /// large.
  private static boolean isEnd(List<Order> page, int most) {
    long letters = page.stream().mapToLong(order -> order.echo().length()).sum();
    return page.size() < most && letters < PageBytes.MOST / SIZES_APART;
  }
}
