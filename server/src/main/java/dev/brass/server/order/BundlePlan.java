package dev.brass.server.order;

import dev.brass.server.order.OrderReadRepository.Loaded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Which of the orders that wait in one queue may be bought together (classic Zinc docs, Order
/// bundling). Pure.
final class BundlePlan {

  private static final int MOST_LINES = 100;

  private BundlePlan() {}

  /// A waiting order.
  ///
  /// @param value what it buys, in hundredths of the currency's major unit
  record Candidate(Loaded order, long value) {}

  /// Orders that can be bought together. Mutable while it is being made; used by one thread.
  static final class Group {

    private final List<Candidate> members = new ArrayList<>();
    private final Set<String> products = new HashSet<>();
    private long value;
    private int lines;

    List<Loaded> members() {
      return members.stream().map(Candidate::order).toList();
    }

    long value() {
      return value;
    }

    Instant oldest() {
      return members.getFirst().order().order().createdAt();
    }

    boolean has(OrderId id) {
      return members.stream().anyMatch(member -> member.order().order().id().equals(id));
    }

    private boolean takes(Candidate next) {
      Order order = next.order().order();
      return lines + order.spec().lines().size() <= MOST_LINES
          && order.spec().lines().stream().noneMatch(line -> products.contains(line.productId()))
          && areAlike(members.getFirst().order(), next.order());
    }

    private void add(Candidate next) {
      members.add(next);
      value += next.value();
      List<OrderLine> added = next.order().order().spec().lines();
      lines += added.size();
      added.forEach(line -> products.add(line.productId()));
    }
  }

  /// The groups that form when each order, the oldest first, joins the first group that can take
  /// it. A group that is worth enough takes no more members: it could have been bought already.
  ///
  /// @param enough the value that a group must exceed, in the same unit
  static List<Group> groups(List<Candidate> waiting, long enough) {
    List<Group> groups = new ArrayList<>();
    for (Candidate next : waiting) {
      Group group =
          groups.stream()
              .filter(open -> open.value() <= enough && open.takes(next))
              .findFirst()
              .orElseGet(
                  () -> {
                    groups.add(new Group());
                    return groups.getLast();
                  });
      group.add(next);
    }
    return groups;
  }

  /// Whether the store can be asked for both in one order: every field that is sent once per order
  /// must be equal.
  private static boolean areAlike(Loaded a, Loaded b) {
    OrderSpec one = a.order().spec();
    OrderSpec other = b.order().spec();
    return one.payment().pay() == other.payment().pay()
        && Objects.equals(a.secrets().card(), b.secrets().card())
        && Objects.equals(a.secrets().credential(), b.secrets().credential())
        && Objects.equals(one.payment().billTo(), other.payment().billTo())
        && one.delivery().shipping().equals(other.delivery().shipping())
        && Objects.equals(one.delivery().gift(), other.delivery().gift())
        && one.terms().promoCodes().equals(other.terms().promoCodes())
        && one.terms().discounts().equals(other.terms().discounts())
        && Objects.equals(one.reference().poNumber(), other.reference().poNumber())
        && Objects.equals(one.delivery().maxDays(), other.delivery().maxDays())
        && one.terms().failIfTaxed() == other.terms().failIfTaxed();
  }
}
