package dev.brass.server.bulk;

import dev.brass.server.bulk.Column.Party;
import dev.brass.server.bulk.Vocabulary.Heading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The concept of each column of a table. It is decided by the headings alone, so that all rows are
/// read alike: of several columns for one concept the addressee's comes before the buyer's and a
/// general one, and a precise heading before a vague one. Immutable.
final class TablePlan {

  /// The word in mappings for a column that is only carried along.
  static final String PASSTHROUGH = "passthrough";

  /// A column with a concept.
  record Taken(String heading, Heading meaning) {}

  private final Map<Column, List<Taken>> single = new EnumMap<>(Column.class);
  private final List<Taken> goods = new ArrayList<>();
  private final SequencedMap<String, @Nullable Taken> byHeading = new LinkedHashMap<>();
  private final @Nullable String orderHeading;

  /// The plan for a table.
  ///
  /// @param mapping concepts of columns by normalized heading: the name of a concept, or
  /// *passthrough*
  TablePlan(List<String> headings, Map<String, String> mapping) {
    List<Taken> known = new ArrayList<>();
    for (String heading : headings) {
      Heading meaning = meaning(heading, mapping.get(Vocabulary.squeezed(heading)));
      byHeading.put(heading, null);
      if (meaning != null) {
        known.add(new Taken(heading, meaning));
      }
    }
    String order = null;
    Party addressed = best(known, Column.LINE1);
    Party named = bestName(known);
    for (Taken taken : sorted(known)) {
      Column column = taken.meaning().column();
      if (column == Column.ORDER_NUMBER) {
        order = order == null ? taken.heading() : order;
      } else if (column != Column.EMAIL && isUsed(taken.meaning(), addressed, named, known)) {
        byHeading.put(taken.heading(), taken);
        if (taken.meaning().number() > 0 || taken.meaning().label() != null) {
          goods.add(taken);
        } else {
          single.computeIfAbsent(column, _ -> new ArrayList<>()).add(taken);
        }
      }
    }
    this.orderHeading = order == null ? numberedByName(known) : order;
  }

  /// Better parties first, then better headings, then in the order of the columns.
  private static List<Taken> sorted(List<Taken> known) {
    return known.stream()
        .sorted(
            Comparator.comparing((Taken taken) -> taken.meaning().party())
                .thenComparing(taken -> taken.meaning().rank()))
        .toList();
  }

  private static @Nullable Heading meaning(String heading, @Nullable String mapped) {
    if (mapped == null) {
      return Unnamed.is(heading) ? null : Vocabulary.of(heading);
    }
    if (mapped.equals(PASSTHROUGH)) {
      return null;
    }
    Column column = concept(mapped);
    // The client's mapping overrides everything.
    return column == null ? null : new Heading(column, Party.SHIP_TO, Integer.MIN_VALUE, 0, null);
  }

  /// The concept that a word of a mapping means; null when there is none.
  static @Nullable Column concept(String word) {
    for (Column column : Column.values()) {
      if (column.heading().equals(word.toLowerCase(Locale.ROOT)) || column.path().equals(word)) {
        return column;
      }
    }
    return null;
  }

  private static @Nullable Party best(List<Taken> known, Column column) {
    return known.stream()
        .map(Taken::meaning)
        .filter(m -> m.column() == column && m.party() != Party.BILLING)
        .map(Heading::party)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static @Nullable Party bestName(List<Taken> known) {
    return known.stream()
        .map(Taken::meaning)
        .filter(m -> m.column().kind() == Column.Kind.NAME && m.party() != Party.BILLING)
        .map(Heading::party)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static boolean isUsed(
      Heading meaning, @Nullable Party addressed, @Nullable Party named, List<Taken> known) {
    return switch (meaning.column().kind()) {
      case GOODS, OTHER, CONTACT -> true;
      case NAME -> meaning.party() == named;
      case ADDRESS -> meaning.party() != Party.BILLING && isOf(meaning, addressed, known);
    };
  }

  /// Whether a part belongs to the chosen address: it has the same party; or it is general, no
  /// other column has that part, and there is no other street to which it could belong. Without any
  /// street the best column of each part is used.
  private static boolean isOf(Heading meaning, @Nullable Party addressed, List<Taken> known) {
    if (addressed == null) {
      return meaning.party() == best(known, meaning.column());
    }
    if (meaning.party() == addressed) {
      return true;
    }
    boolean isElsewhere =
        known.stream()
            .map(Taken::meaning)
            .anyMatch(
                m ->
                    (m.party() == addressed && m.column() == meaning.column())
                        || (m.party() == meaning.party() && m.column() == Column.LINE1));
    boolean goesWithAny = meaning.party() == Party.GENERAL || addressed == Party.GENERAL;
    return goesWithAny && !isElsewhere && meaning.party() == best(known, meaning.column());
  }

  /// In Shopify's exports the order number is *Name*, beside the addressee's name.
  private @Nullable String numberedByName(List<Taken> known) {
    return known.stream()
        .filter(taken -> taken.meaning().column() == Column.NAME)
        .filter(taken -> taken.meaning().party() == Party.GENERAL)
        .map(Taken::heading)
        .filter(heading -> byHeading.get(heading) == null)
        .findFirst()
        .orElse(null);
  }

  /// The columns for one concept, best first.
  List<Taken> of(Column column) {
    return single.getOrDefault(column, List.of());
  }

  /// The columns of several products and of options.
  List<Taken> goods() {
    return goods;
  }

  /// The concept of a column; null when it is carried along.
  @Nullable Taken of(String heading) {
    return byHeading.get(heading);
  }

  /// The column with the order numbers; null when there is none.
  @Nullable String orderHeading() {
    return orderHeading;
  }

  /// The headings of the table.
  List<String> headings() {
    return List.copyOf(byHeading.keySet());
  }
}
