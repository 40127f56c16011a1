package dev.brass.server.entry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Postal codes that a spreadsheet took for numbers: their leading zeros are gone. They are
/// restored where the country's codes all have the same number of digits, so that only one code can
/// be meant, and where the state that is written beside it has such codes.
public final class PostalCode {

  /// The number of digits of a code, and the number of digits of the lowest code when it is written
  /// as a number.
  private record Digits(int all, int fewest) {}

  private static final Map<String, Digits> DIGITS =
      Map.of(
          "US", new Digits(5, 3),
          "DE", new Digits(5, 4),
          "FR", new Digits(5, 4),
          "ES", new Digits(5, 4),
          "IT", new Digits(5, 2),
          "MX", new Digits(5, 4),
          "AU", new Digits(4, 3),
          "NZ", new Digits(4, 3));

  /// The first three digits of codes that begin with a zero, by state of the USA.
  private static final Map<String, List<String>> US =
      Map.ofEntries(
          Map.entry("CT", List.of("060-069")),
          Map.entry("MA", List.of("010-027", "055-055")),
          Map.entry("ME", List.of("039-049")),
          Map.entry("NH", List.of("030-038")),
          Map.entry("NJ", List.of("070-089")),
          Map.entry("NY", List.of("005-005", "063-063")),
          Map.entry("PR", List.of("006-007", "009-009")),
          Map.entry("RI", List.of("028-029")),
          Map.entry("VI", List.of("008-008")),
          Map.entry("VT", List.of("050-059")),
          Map.entry("AE", List.of("090-098")));

  /// The first two digits of the codes of states of other countries whose codes begin with a zero,
  /// by all names of the state; a state without digits has no such codes.
  private static final Map<String, Map<String, List<String>>> ELSEWHERE =
      Map.of(
          "AU",
          states(
              """
              NT|Northern Territory 08-09
              ACT|Australian Capital Territory 02-02
              NSW|New South Wales|VIC|Victoria|QLD|Queensland|SA|South Australia|WA
              Western Australia|TAS|Tasmania
              """),
          "DE",
          states(
              """
              SN|Sachsen|Saxony 01-09
              ST|Sachsen-Anhalt|Saxony-Anhalt 06-06
              BB|Brandenburg 01-04
              TH|Thüringen|Thuringen|Thuringia 04-07
              BW|Baden-Württemberg|BY|Bayern|Bavaria|BE|Berlin|HB|Bremen|HH|Hamburg|HE|Hessen|Hesse
              MV|Mecklenburg-Vorpommern|NI|Niedersachsen|Lower Saxony|NW|NRW|Nordrhein-Westfalen
              North Rhine-Westphalia|RP|Rheinland-Pfalz|SL|Saarland|SH|Schleswig-Holstein
              """),
          "MX",
          states(
              """
              CDMX|CMX|DF|Ciudad de México|Ciudad de Mexico|Mexico City|Distrito Federal 01-09
              AGU|Aguascalientes|BCN|Baja California|BCS|Baja California Sur|CAM|Campeche|CHP|Chiapas
              CHH|Chihuahua|COA|Coahuila|COL|Colima|DUR|Durango|GUA|Guanajuato|GRO|Guerrero
              HID|Hidalgo|JAL|Jalisco|MIC|Michoacán|Michoacan|MOR|Morelos|NAY|Nayarit|NLE|Nuevo León
              Nuevo Leon|OAX|Oaxaca|PUE|Puebla|QUE|Querétaro|Queretaro|ROO|Quintana Roo
              SLP|San Luis Potosí|San Luis Potosi|SIN|Sinaloa|SON|Sonora|TAB|Tabasco|TAM|Tamaulipas
              TLA|Tlaxcala|VER|Veracruz|YUC|Yucatán|Yucatan|ZAC|Zacatecas
              """),
          "ES",
          states(
              """
              VI|Álava|Alava|Araba 01-01
              AB|Albacete 02-02
              A|Alicante|Alacant 03-03
              AL|Almería|Almeria 04-04
              AV|Ávila|Avila 05-05
              BA|Badajoz 06-06
              PM|IB|Baleares|Illes Balears|Islas Baleares|Balearic Islands|Mallorca 07-07
              B|Barcelona 08-08
              BU|Burgos 09-09
              M|Madrid|V|Valencia|SE|Sevilla|Z|Zaragoza|MA|Málaga|Malaga|MU|Murcia|BI|Vizcaya|Bizkaia
              GR|Granada|CO|Córdoba|Cordoba|VA|Valladolid|GC|Las Palmas|TF|Santa Cruz de Tenerife
              GI|Girona|T|Tarragona|L|Lleida|CA|Cádiz|Cadiz|O|Asturias|C|A Coruña|La Coruña|PO|Pontevedra
              """));

  private PostalCode() {}

  /// The result of restoring a code.
  ///
  /// @param text the code as it was before a spreadsheet read it; unchanged where nothing is lost
  ///     or the original is not known
  /// @param contradiction the reason why the zeros cannot have been there, a clause; null when they
  ///     can
  public record Restored(String text, @Nullable String contradiction) {}

  /// The code as it was before a spreadsheet read it.
  ///
  /// @param country its code; blank for the default, US
  /// @param state as it is written; blank when it is not
  public static Restored restored(String written, String country, String state) {
    String land = country.isBlank() ? "US" : CellText.code(country).toUpperCase(Locale.ROOT);
    Digits digits = DIGITS.get(land);
    String code = CellText.code(written);
    int dash = code.indexOf('-');
    String more = dash < 0 ? "" : code.substring(dash);
    String number = WholeNumber.withoutZeroDecimals(dash < 0 ? code : code.substring(0, dash));
    if (digits == null) {
      return new Restored(code, null);
    }
    boolean whole =
        WholeNumber.isDigits(number)
            && number.charAt(0) != '0'
            && number.length() >= digits.fewest()
            && number.length() <= digits.all()
            && (more.isEmpty() || (more.length() == 5 && WholeNumber.isDigits(more.substring(1))));
    if (!whole) {
      return new Restored(code, null);
    }
    String restored = "0".repeat(digits.all() - number.length()) + number;
    String against =
        number.length() == digits.all() ? null : contradiction(land, state, restored, code);
    return new Restored(against == null ? restored + more : code, against);
  }

  private static @Nullable String contradiction(
      String country, String state, String restored, String written) {
    if (CellText.isEmpty(state)) {
      return null;
    }
    List<String> ranges = ranges(country, state);
    if (ranges == null) {
      // In other countries states are seldom part of an address, and have many names.
      return country.equals("US")
          ? "'%s' is not a complete code, and '%s' is not a known state to complete it"
              .formatted(written, CellText.line(state))
          : null;
    }
    boolean fits =
        ranges.stream()
            .anyMatch(
                range -> {
                  int length = range.indexOf('-');
                  String start = restored.substring(0, length);
                  return start.compareTo(range.substring(0, length)) >= 0
                      && start.compareTo(range.substring(length + 1)) <= 0;
                });
    return fits
        ? null
        : "'%s' is not a complete code: with the zeros that a spreadsheet drops it would be %s, which is not in %s; write the complete code"
            .formatted(written, restored, CellText.line(state));
  }

  /// Null when the state is not known.
  private static @Nullable List<String> ranges(String country, String state) {
    if (country.equals("US")) {
      String code = UsState.code(state);
      return code == null ? null : US.getOrDefault(code, List.of());
    }
    Map<String, List<String>> states = ELSEWHERE.get(country);
    return states == null ? null : states.get(name(state));
  }

  private static String name(String state) {
    return CellText.code(state).replace(".", "").toUpperCase(Locale.ROOT);
  }

  private static Map<String, List<String>> states(String lines) {
    Map<String, List<String>> states = new HashMap<>();
    lines
        .lines()
        .forEach(
            line -> {
              boolean some = Character.isDigit(line.charAt(line.length() - 1));
              int cut = some ? line.lastIndexOf(' ') : line.length();
              List<String> ranges = some ? List.of(line.substring(cut + 1)) : List.of();
              Arrays.stream(line.substring(0, cut).split("\\|", -1))
                  .forEach(name -> states.put(name(name), ranges));
            });
    return states;
  }
}
