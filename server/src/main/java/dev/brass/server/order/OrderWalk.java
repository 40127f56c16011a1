package dev.brass.server.order;

import dev.brass.server.db.PageBytes;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A walk through the orders that match a filter, newest first, page by page. For one thread.
public final class OrderWalk {

  private static final int READ_AT_ONCE = 200;

  /// How many times what was sent an order may take of a page, with a lot to spare.
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

  /// A page with fewer orders than were asked for is the last one, unless it was cut since they are
  /// large.
  private static boolean isEnd(List<Order> page, int most) {
    long letters = page.stream().mapToLong(order -> order.echo().length()).sum();
    return page.size() < most && letters < PageBytes.MOST / SIZES_APART;
  }
}
