package dev.brass.server.bulk;

import dev.brass.server.bulk.TablePlan.Taken;
import dev.brass.server.entry.CellText;
import dev.brass.server.entry.Cents;
import dev.brass.server.entry.CountryName;
import dev.brass.server.entry.PostalCode;
import dev.brass.server.entry.UsState;
import dev.brass.server.entry.WholeNumber;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Chooses the cell for each part of an order when several columns match it. Of equally good
/// columns with different values the one with a plausible value is chosen; if several are plausible
/// the row is contradictory. The other cells are carried along. Used by one thread, for one row.
final class CellPicker {

  private final TablePlan plan;
  private final List<Sheet.Row> lines;
  private final Map<String, String> problems;
  private final List<String> notes;
  private final Set<String> used = new LinkedHashSet<>();

  /// Creates a picker.
  ///
  /// @param lines the rows of the table that form one order
  /// @param problems receives contradictions
  /// @param notes receives notes about values that were not used
  CellPicker(
      TablePlan plan, List<Sheet.Row> lines, Map<String, String> problems, List<String> notes) {
    this.plan = plan;
    this.lines = lines;
    this.problems = problems;
    this.notes = notes;
  }

  /// A non-empty cell with the meaning of its heading.
  record Cell(String heading, Column column, int number, @Nullable String label, String text) {}

  /// The text for one concept in the order; null when there is none.
  @Nullable Cell pick(Column column) {
    return pick(column, lines);
  }

  /// The text for one concept in one line of the order.
  @Nullable Cell pick(Column column, Sheet.Row line) {
    return pick(column, List.of(line));
  }

  private @Nullable Cell pick(Column column, List<Sheet.Row> among) {
    SequencedMap<List<Object>, List<Cell>> groups = groups(column, among);
    Cell first = null;
    for (List<Cell> group : groups.sequencedValues()) {
      Cell best = best(column, group);
      if (best == null) {
        return null;
      }
      first = first == null ? best : first;
      if (fits(column, best.text())) {
        if (!first.equals(best)) {
          note(first, best);
        }
        return take(best);
      }
    }
    return first == null ? null : take(first);
  }

  private Cell take(Cell cell) {
    used.add(cell.heading());
    return cell;
  }

  /// Cells with text in groups of equal rank, the best first.
  private SequencedMap<List<Object>, List<Cell>> groups(Column column, List<Sheet.Row> among) {
    SequencedMap<List<Object>, List<Cell>> groups = new LinkedHashMap<>();
    for (Taken taken : plan.of(column)) {
      Cell cell = cell(taken, among);
      if (cell != null) {
        groups
            .computeIfAbsent(
                List.of(taken.meaning().party(), taken.meaning().rank()), _ -> new ArrayList<>())
            .add(cell);
      }
    }
    return groups;
  }

  /// The text under a heading, which must be the same in all lines.
  private @Nullable Cell cell(Taken taken, List<Sheet.Row> among) {
    Column column = taken.meaning().column();
    Cell found = null;
    Sheet.Row at = null;
    for (Sheet.Row line : among) {
      String text = CellText.trimmed(line.cells().getOrDefault(taken.heading(), ""));
      Cell cell =
          new Cell(
              taken.heading(), column, taken.meaning().number(), taken.meaning().label(), text);
      if (text.isEmpty()) {
        continue;
      }
      if (found != null && at != null && !same(column, found.text(), text)) {
        problems.putIfAbsent(
            column.path(),
            "rows %d and %d are one order but have '%s' and '%s'"
                .formatted(
                    at.number(), line.number(), CellText.line(found.text()), CellText.line(text)));
      }
      if (found == null) {
        found = cell;
        at = line;
      }
    }
    return found;
  }

  /// The chosen cell of several of equal rank; null when they contradict each other.
  private @Nullable Cell best(Column column, List<Cell> group) {
    List<Cell> different = different(column, group);
    if (different.size() == 1) {
      group.forEach(cell -> used.add(cell.heading()));
      return group.getFirst();
    }
    List<Cell> fitting = different.stream().filter(cell -> fits(column, cell.text())).toList();
    if (fitting.size() == 1) {
      Cell best = fitting.getFirst();
      different.stream().filter(cell -> !cell.equals(best)).forEach(cell -> note(cell, best));
      return best;
    }
    Cell one = different.getFirst();
    Cell other = different.get(1);
    problems.put(
        column.path(),
        "the columns '%s' and '%s' differ: '%s' and '%s'; keep the right one"
            .formatted(
                one.heading(),
                other.heading(),
                CellText.line(one.text()),
                CellText.line(other.text())));
    return null;
  }

  private static List<Cell> different(Column column, List<Cell> group) {
    List<Cell> different = new ArrayList<>();
    for (Cell cell : group) {
      if (different.stream().noneMatch(other -> same(column, other.text(), cell.text()))) {
        different.add(cell);
      }
    }
    return different;
  }

  private void note(Cell passed, Cell taken) {
    notes.add(
        "Row %d, column '%s': '%s' was ignored in favour of '%s' of the column '%s'"
            .formatted(
                lines.getFirst().number(),
                passed.heading(),
                CellText.line(passed.text()),
                CellText.line(taken.text()),
                taken.heading()));
  }

  /// The cells of numbered products and of options in a line.
  List<Cell> goods(Sheet.Row line) {
    List<Cell> cells = new ArrayList<>();
    for (Taken taken : plan.goods()) {
      String text = CellText.trimmed(line.cells().getOrDefault(taken.heading(), ""));
      cells.add(
          new Cell(
              taken.heading(),
              taken.meaning().column(),
              taken.meaning().number(),
              taken.meaning().label(),
              text));
      used.add(taken.heading());
    }
    return cells;
  }

  /// The texts under a heading that lines contribute, for a concept of which all columns count.
  String whole(Taken taken) {
    Cell cell = cell(taken, lines);
    used.add(taken.heading());
    return cell == null ? "" : cell.text();
  }

  /// Whether the text under a heading has become part of the order.
  boolean isUsed(String heading) {
    return used.contains(heading);
  }

  /// Whether two texts mean the same for a concept.
  private static boolean same(Column column, String one, String other) {
    return canonical(column, one).equals(canonical(column, other));
  }

  private static String canonical(Column column, String text) {
    String folded = CellText.folded(text);
    return switch (column) {
      case STATE -> orElse(UsState.code(text), folded);
      case COUNTRY -> orElse(CountryName.code(text), folded);
      case PHONE ->
          folded
              .codePoints()
              .filter(Character::isDigit)
              .mapToObj(Character::toString)
              .reduce("", String::concat);
      case POSTAL_CODE -> PostalCode.restored(text, "", "").text();
      case KEY, CREDENTIALS, PO_NUMBER, GIFT_MESSAGE, PRODUCT_URL -> CellText.code(text);
      case QUANTITY, MAX_PRICE, HANDLING_DAYS_MAX, ORDER_NUMBER -> CellText.said(text);
      case VARIANT, NAME, FIRST_NAME, LAST_NAME, LINE1, LINE2, UNIT, LINE3, CITY, EMAIL, IS_GIFT ->
          folded;
    };
  }

  private static String orElse(@Nullable String text, String other) {
    return text == null ? other : text;
  }

  /// Whether a text is plausible for a concept.
  private static boolean fits(Column column, String text) {
    String code = CellText.code(text);
    return switch (column) {
      case PRODUCT_URL -> code.contains("://") || code.startsWith("www.") || isAddress(code);
      case QUANTITY -> !code.isEmpty() && Character.isDigit(code.charAt(0));
      case MAX_PRICE -> Cents.of(text) instanceof Cents.Amount;
      case COUNTRY -> CountryName.code(text) != null;
      case STATE -> code.chars().noneMatch(Character::isDigit);
      case POSTAL_CODE -> code.length() <= 12 && code.chars().anyMatch(Character::isDigit);
      case PHONE -> code.chars().filter(Character::isDigit).count() >= 7;
      case NAME, FIRST_NAME, LAST_NAME ->
          code.chars().anyMatch(Character::isLetter) && code.indexOf('@') < 0;
      case HANDLING_DAYS_MAX -> WholeNumber.of(text).isPresent();
      case LINE1,
          LINE2,
          UNIT,
          LINE3,
          CITY,
          EMAIL,
          VARIANT,
          CREDENTIALS,
          PO_NUMBER,
          KEY,
          IS_GIFT,
          GIFT_MESSAGE,
          ORDER_NUMBER ->
          true;
    };
  }

  /// `amazon.com/dp/…`.
  private static boolean isAddress(String code) {
    int slash = code.indexOf('/');
    int dot = code.indexOf('.');
    return code.indexOf(' ') < 0 && dot > 0 && slash > dot;
  }
}
