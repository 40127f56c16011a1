package dev.brass.server.bulk;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import dev.brass.server.bulk.SheetText.Decoded;
import dev.brass.server.entry.CellText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Determines which older encoding a file has, or refuses to guess: a name in the wrong encoding is
/// a different name, which is noticed only when the parcel is lost.
///
/// Only cells with non-ASCII characters are evidence. Windows-1252, the usual encoding of western
/// spreadsheets, is chosen when it turns them into words; another one only when ICU's detector is
/// confident and no other is close.
final class Encodings {

  private static final Charset WESTERN = Charset.forName("windows-1252");

  /// The encodings that are suggested to a client if they fit, in this order.
  private static final List<String> OTHERS =
      List.of(
          "Shift_JIS",
          "GB18030",
          "Big5",
          "EUC-KR",
          "EUC-JP",
          "windows-1251",
          "KOI8-R",
          "windows-1250",
          "ISO-8859-2",
          "windows-1253",
          "windows-1254",
          "windows-1255",
          "windows-1256",
          "x-MacRoman",
          "IBM850");

  private static final int SURE = 50;
  private static final int LEAD = 20;
  private static final int MOST_NAMED = 6;
  private static final int LARGEST_SAMPLE = 32 * 1024;
  private static final int LONGEST_SHOWN = 40;

  /// Half-width and full-width forms, a frequent result of a wrong encoding.
  private static final int FIRST_WIDE = 0xFF00;

  private static final int LAST_WIDE = 0xFFEF;

  /// Signs of western texts that appear next to letters.
  private static final String APOSTROPHES = "’‘´·";

  private static final String SIGNS = "“”„–—…€£¥§°ºª½¼¾²³®©™«»¿¡•×¢±";

  private Encodings() {}

  static Decoded guess(byte[] bytes) {
    byte[] cells = foreignCells(bytes);
    Map<String, Integer> found = found(cells);
    String western = SheetText.strictly(bytes, WESTERN);
    if (western != null && isWestern(SheetText.strictly(cells, WESTERN)) && !isEastern(found)) {
      return new Decoded(western, WESTERN, true);
    }
    SequencedMap<String, String> fitting = fitting(cells, found);
    String first = found.keySet().stream().filter(fitting::containsKey).findFirst().orElse(null);
    if (first != null && isSure(first, found, fitting)) {
      Charset charset = Charset.forName(first);
      String text = SheetText.strictly(bytes, charset);
      if (text != null) {
        return new Decoded(text, charset, true);
      }
    }
    throw new BadSheet(
        "the file is not UTF-8, and its encoding cannot be determined"
            + candidates(fitting)
            + "; save it as CSV in UTF-8, or declare it with ?encoding=");
  }

  private static String candidates(SequencedMap<String, String> fitting) {
    if (fitting.isEmpty()) {
      return "";
    }
    List<String> named = new ArrayList<>();
    fitting.forEach((name, text) -> named.add(name + " (it would read '" + shown(text) + "')"));
    return ": it may be " + String.join(", ", named.subList(0, Math.min(MOST_NAMED, named.size())));
  }

  private static String shown(String text) {
    String line = CellText.line(text.lines().findFirst().orElse(""));
    return line.length() <= LONGEST_SHOWN
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_SHOWN / 2)) + "…";
  }

  /// The cells with non-ASCII bytes, one per line, up to a limit.
  private static byte[] foreignCells(byte[] bytes) {
    ByteArrayOutputStream cells = new ByteArrayOutputStream();
    int from = 0;
    boolean foreign = false;
    for (int i = 0; i <= bytes.length && cells.size() < LARGEST_SAMPLE; i++) {
      byte b = i < bytes.length ? bytes[i] : (byte) '\n';
      foreign |= b < 0;
      if (b == ',' || b == ';' || b == '\t' || b == '\n' || b == '\r' || b == '"') {
        if (foreign) {
          cells.write(bytes, from, Math.min(i - from, LARGEST_SAMPLE));
          cells.write('\n');
        }
        from = i + 1;
        foreign = false;
      }
    }
    return cells.toByteArray();
  }

  /// The detector's results, best first, with a confidence from 0 to 100.
  private static Map<String, Integer> found(byte[] cells) {
    Map<String, Integer> found = new LinkedHashMap<>();
    CharsetDetector detector = new CharsetDetector();
    detector.setText(cells);
    for (CharsetMatch match : detector.detectAll()) {
      String name = match.getName();
      if (Charset.isSupported(name) && !name.startsWith("UTF-")) {
        found.putIfAbsent(name, match.getConfidence());
      }
    }
    return found;
  }

  /// Whether a text is western European: in its words ASCII letters are at least as frequent as
  /// others, and there is no sign between letters.
  private static boolean isWestern(@Nullable String text) {
    if (text == null) {
      return false;
    }
    int plain = 0;
    int accented = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        plain += Character.isLetter(c) ? 1 : 0;
      } else if (Character.isLetter(c) && APOSTROPHES.indexOf(c) < 0 && SIGNS.indexOf(c) < 0) {
        accented++;
      } else if (!isSign(c) || (isInWord(text, i) && APOSTROPHES.indexOf(c) < 0)) {
        return false;
      }
    }
    return accented <= plain;
  }

  private static boolean isSign(char c) {
    return APOSTROPHES.indexOf(c) >= 0 || SIGNS.indexOf(c) >= 0 || CellText.isBlank(c);
  }

  /// Whether a sign is where only a letter can be: between letters, or before some. Quotation marks
  /// and dashes may be before a word, but not inside one.
  private static boolean isInWord(String text, int at) {
    boolean before = at > 0 && Character.isLetter(text.charAt(at - 1));
    boolean after = at + 1 < text.length() && Character.isLetter(text.charAt(at + 1));
    char c = text.charAt(at);
    boolean joins = CellText.isBlank(c) || "–—…®©™•".indexOf(c) >= 0;
    boolean opens = "“„«¿¡‘§".indexOf(c) >= 0;
    boolean closes = "”»ºª".indexOf(c) >= 0;
    return after && !joins && (before || !(opens || closes));
  }

  /// Whether the detector clearly finds an eastern European language.
  private static boolean isEastern(Map<String, Integer> found) {
    int east = Math.max(found.getOrDefault("windows-1250", 0), found.getOrDefault("ISO-8859-2", 0));
    int west = Math.max(found.getOrDefault("windows-1252", 0), found.getOrDefault("ISO-8859-1", 0));
    return east >= SURE && east >= west + LEAD;
  }

  /// The text of the cells in each encoding that turns them into words.
  private static SequencedMap<String, String> fitting(byte[] cells, Map<String, Integer> found) {
    List<String> names = new ArrayList<>(found.keySet());
    OTHERS.stream().filter(name -> !names.contains(name)).forEach(names::add);
    SequencedMap<String, String> fitting = new LinkedHashMap<>();
    for (String name : names) {
      String text = Charset.isSupported(name) ? text(cells, name) : null;
      if (text != null && !fitting.containsValue(text)) {
        fitting.put(name, text);
      }
    }
    return fitting;
  }

  private static @Nullable String text(byte[] cells, String name) {
    String text = SheetText.strictly(cells, Charset.forName(name));
    return text != null && text.lines().allMatch(Encodings::isOfWords) ? text : null;
  }

  /// Whether a cell has letters of one script besides ASCII, or of scripts that are used together,
  /// and no characters that do not belong in text.
  private static boolean isOfWords(String cell) {
    boolean latin = false;
    boolean other = false;
    for (int i = 0; i < cell.length(); ) {
      int c = cell.codePointAt(i);
      i += Character.charCount(c);
      boolean noText =
          Character.isISOControl(c)
              || Character.getType(c) == Character.PRIVATE_USE
              || !Character.isDefined(c)
              || Character.getType(c) == Character.OTHER_SYMBOL
              || (c >= FIRST_WIDE && c <= LAST_WIDE);
      if (noText) {
        return false;
      }
      if (c >= 0x80 && Character.isLetter(c)) {
        boolean isLatin = Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
        latin |= isLatin;
        other |= !isLatin;
      } else if (c >= 0x80 && c < 0x2E80 && !isSign((char) c)) {
        return false;
      }
    }
    return !(latin && other);
  }

  private static boolean isSure(
      String first, Map<String, Integer> found, SequencedMap<String, String> fitting) {
    int confidence = found.getOrDefault(first, 0);
    return confidence >= SURE
        && found.entrySet().stream()
            .filter(other -> !other.getKey().equals(first) && fitting.containsKey(other.getKey()))
            .allMatch(other -> other.getValue() + LEAD <= confidence);
  }
}
