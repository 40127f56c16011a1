package dev.brass.server.bulk;

import dev.brass.server.entry.CellText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.SheetVisibility;

/// Reads workbooks (`.xlsx`): the one visible sheet that has a table of orders. A cell is read as
/// it is displayed where the displayed form is meant: codes with their zeros, amounts with their
/// decimals, dates as dates; for a formula its last value.
final class WorkbookReader {

  /// The most rows, including those without text.
  private static final int MOST_LINES = 200_000;

  /// The most cells, including the empty ones before the first of a row.
  private static final long MOST_PLACES = 20_000_000;

  /// Spreadsheets keep no more digits of a number.
  private static final BigDecimal LARGEST_EXACT = BigDecimal.TEN.pow(15);

  private WorkbookReader() {}

  /// Reads a file.
  ///
  /// @throws BadSheet when it is not a workbook with one table, or it is too large
  static Sheet read(byte[] file, int mostRows) {
    WorkbookGuard.check(file);
    try (ReadableWorkbook book =
        new ReadableWorkbook(new ByteArrayInputStream(file), new ReadingOptions(true, true))) {
      org.dhatim.fastexcel.reader.Sheet sheet = table(book);
      SheetRows rows = new SheetRows(0, mostRows);
      try (Stream<Row> lines = sheet.openStream()) {
        long places = 0;
        int count = 0;
        for (Iterator<Row> all = lines.iterator(); all.hasNext(); ) {
          Row line = all.next();
          places += line.getCellCount();
          if (++count > MOST_LINES || places > MOST_PLACES) {
            throw new BadSheet(
                "the sheet has more than " + MOST_LINES + " lines or too many columns; split it");
          }
          rows.add(line.getRowNum(), texts(line));
        }
      }
      return rows.sheet(SheetSource.workbook(sheet.getName()));
    } catch (BadSheet e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new BadSheet("this workbook cannot be read; save the sheet as CSV and send that");
    }
  }

  /// The visible sheet with known headings; the only one with text, if there is only one.
  private static org.dhatim.fastexcel.reader.Sheet table(ReadableWorkbook book) throws IOException {
    List<org.dhatim.fastexcel.reader.Sheet> filled = new ArrayList<>();
    List<org.dhatim.fastexcel.reader.Sheet> known = new ArrayList<>();
    for (org.dhatim.fastexcel.reader.Sheet sheet : book.getSheets().toList()) {
      List<String> headings =
          sheet.getVisibility() == SheetVisibility.VISIBLE ? headings(sheet) : List.of();
      if (!headings.isEmpty()) {
        filled.add(sheet);
      }
      if (headings.stream().filter(h -> Vocabulary.of(h) != null).count() > 1) {
        known.add(sheet);
      }
    }
    if (known.size() > 1) {
      throw new BadSheet(
          "the sheets "
              + String.join(", ", known.stream().map(sheet -> "'" + sheet.getName() + "'").toList())
              + " look like orders; keep one in the workbook, or send them one by one");
    }
    if (known.size() == 1) {
      return known.getFirst();
    }
    if (filled.isEmpty()) {
      throw new BadSheet("there is no row of data below the headings");
    }
    return filled.getFirst();
  }

  /// The texts of the first line that has any.
  private static List<String> headings(org.dhatim.fastexcel.reader.Sheet sheet) throws IOException {
    try (Stream<Row> lines = sheet.openStream()) {
      return lines
          .limit(MOST_LINES)
          .map(WorkbookReader::texts)
          .filter(texts -> !SheetRows.isBlank(texts))
          .findFirst()
          .orElse(List.of());
    }
  }

  private static List<String> texts(Row line) {
    int cells = Math.min(line.getCellCount(), SheetRows.MOST_COLUMNS + 1);
    List<String> texts = new ArrayList<>(cells);
    int last = -1;
    for (int i = 0; i < line.getCellCount(); i++) {
      Cell cell = line.getCell(i);
      String text = cell == null ? "" : text(cell);
      if (!CellText.isEmpty(text)) {
        last = i;
      }
      if (i <= SheetRows.MOST_COLUMNS) {
        texts.add(text);
      }
    }
    if (last > SheetRows.MOST_COLUMNS) {
      throw new BadSheet("the file has more than " + SheetRows.MOST_COLUMNS + " columns");
    }
    return texts.subList(0, last + 1);
  }

  private static String text(Cell cell) {
    Object value = cell.getValue();
    return switch (cell.getType()) {
      case EMPTY -> "";
      case STRING -> value == null ? "" : value.toString();
      case BOOLEAN -> String.valueOf(value);
      case ERROR -> String.valueOf(cell.getRawValue());
      case NUMBER -> number(cell, cell.asNumber());
      case FORMULA -> formula(cell);
    };
  }

  private static String formula(Cell cell) {
    String raw = cell.getRawValue();
    if (cell.getValue() instanceof BigDecimal number) {
      return plain(number);
    }
    return raw == null ? "" : Objects.toString(cell.getValue(), raw);
  }

  private static String number(Cell cell, BigDecimal number) {
    String format = Objects.requireNonNullElse(cell.getDataFormatString(), "");
    Integer known = cell.getDataFormatId();
    String shape = shape(format, known == null ? 0 : known);
    if (isDate(shape)) {
      return date(cell.asDate());
    }
    if (isZeros(shape) && number.signum() >= 0 && number.stripTrailingZeros().scale() <= 0) {
      return padded(number.toBigInteger().toString(), shape);
    }
    int decimals = decimals(shape);
    String text =
        decimals > 0 && number.scale() <= decimals
            ? number.setScale(decimals, RoundingMode.UNNECESSARY).toPlainString()
            : plain(number);
    return isMoney(shape) ? "$" + text : text;
  }

  /// The part of a format for positive numbers, without texts and colours.
  private static String shape(String format, int id) {
    if (format.isEmpty()) {
      return switch (id) {
        case 2, 4, 39, 40 -> "0.00";
        case 5, 6, 7, 8, 41, 42, 43, 44 -> "$0.00";
        case 14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47 -> "yyyy";
        default -> "";
      };
    }
    StringBuilder shape = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < format.length() && (quoted || format.charAt(i) != ';'); i++) {
      char c = format.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' || c == '_' || c == '*') {
        i++;
      } else if (!quoted || Character.getType(c) == Character.CURRENCY_SYMBOL) {
        shape.append(c);
      }
    }
    return shape.toString().toLowerCase(Locale.ROOT);
  }

  private static boolean isDate(String shape) {
    boolean letters = shape.indexOf('y') >= 0 || shape.indexOf('d') >= 0 || shape.contains("h:");
    return letters && shape.indexOf('0') < 0 && shape.indexOf('#') < 0 && !shape.equals("general");
  }

  /// `00000`, which shows 2139 as 02139, and `00000-0000`.
  private static boolean isZeros(String shape) {
    return shape.length() > 1
        && shape.charAt(0) == '0'
        && shape.chars().allMatch(c -> c == '0' || c == '-');
  }

  private static String padded(String digits, String shape) {
    int places = (int) shape.chars().filter(c -> c == '0').count();
    StringBuilder left = new StringBuilder("0".repeat(Math.max(0, places - digits.length())));
    left.append(digits);
    for (int i = shape.length() - 1, behind = 0; i >= 0; i--) {
      if (shape.charAt(i) == '-') {
        left.insert(left.length() - behind, '-');
      }
      behind++;
    }
    return left.toString();
  }

  private static int decimals(String shape) {
    int point = shape.indexOf('.');
    int decimals = 0;
    while (point >= 0
        && point + 1 + decimals < shape.length()
        && shape.charAt(point + 1 + decimals) == '0') {
      decimals++;
    }
    return decimals;
  }

  private static boolean isMoney(String shape) {
    return shape.chars().anyMatch(c -> Character.getType(c) == Character.CURRENCY_SYMBOL);
  }

  /// Digits without exponent, unless digits are lost.
  private static String plain(BigDecimal number) {
    if (number.abs().compareTo(LARGEST_EXACT) >= 0) {
      return String.format(Locale.ROOT, "%.5E", number);
    }
    BigDecimal shorter = number.stripTrailingZeros();
    return (shorter.scale() < 0 ? shorter.setScale(0, RoundingMode.UNNECESSARY) : shorter)
        .toPlainString();
  }

  private static String date(LocalDateTime at) {
    return at.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? at.toLocalDate().toString()
        : at.toString();
  }
}
