package dev.brass.server.secret;

import dev.brass.server.text.Characters;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The masked echo of a request: the same JSON with its secrets replaced, for the `request` of v1
/// answers, for records of attempts and for exports.
///
/// - A card's number, such as `number` of a payment method, becomes `************4242`.
/// - Values with the name of a password, secret, token, TOTP seed, security or verification code,
///   and query parameters of URLs with such names, become `***`.
/// - User information in a URL becomes `***`.
/// - So do keys and codes that are known by their prefix, wherever they are in a text, and the
///   secrets that the caller knows to be in the JSON.
/// - So do values nested deeper than 64 levels.
///
/// Nulls, booleans and empty texts stay: the absence of a password is not secret.
public final class Masking {

  private static final String HIDDEN = "***";
  private static final int DEEPEST = 64;
  private static final int SHOWN = 4;

  /// Fewer digits are not a card number of any network, and four visible ones would be too many.
  private static final int SHORTEST_CARD = 12;

  private static final List<String> SECRETS =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "secret",
          "token",
          "totp",
          "securitycode",
          "verificationcode",
          "cvv",
          "cvc",
          "apikey",
          "privatekey",
          "accesskey",
          "devicecode",
          "authorization");

  /// A position in a list is called a token, too.
  private static final Set<String> NO_SECRETS = Set.of("nexttoken", "pagetoken", "tokentype");

  private static final Set<String> CARD_NUMBERS = Set.of("cardnumber", "pan");
  private static final Set<String> CARDS = Set.of("paymentmethod", "card", "creditcard");
  private static final Set<String> CARD_PARTS =
      Set.of("securitycode", "cvv", "cvc", "nameoncard", "expirationmonth", "expirationyear");

  private static final Pattern USER = Pattern.compile("(://)[^/\\s?#]{1,1000}@");
  private static final Pattern PARAMETER =
      Pattern.compile("([?&;])([^=&;#\\s]{1,100})=([^&;#\\s]*)");

  /// Requests have few names and the same ones again and again.
  private static final ConcurrentHashMap<String, Name> KNOWN = new ConcurrentHashMap<>();

  private static final int MOST_KNOWN = 2_000;
  private static final int LONGEST_KNOWN = 64;
  private static final Name NO_NAME = new Name("", false, false, false, false);

  private Masking() {}

  /// The meaning of a name for its value.
  ///
  /// @param plain the letters and digits of it in lower case, so that `totp_2fa_key` and
  ///     `totp2faKey` are the same
  /// @param secret its value is one
  /// @param card its value is a card
  /// @param cardPart it is found beside the number of a card
  /// @param cardNumber its value is the number of a card
  private record Name(
      String plain, boolean secret, boolean card, boolean cardPart, boolean cardNumber) {

    static Name of(String text) {
      Name known = KNOWN.get(text);
      if (known != null) {
        return known;
      }
      String plain = lettersAndDigits(text);
      Name name =
          new Name(
              plain,
              isSecret(plain),
              CARDS.contains(plain),
              CARD_PARTS.contains(plain),
              CARD_NUMBERS.contains(plain));
      if (text.length() <= LONGEST_KNOWN && KNOWN.size() < MOST_KNOWN) {
        KNOWN.put(text, name);
      }
      return name;
    }
  }

  /// A masked copy; the argument stays as it is.
  public static JsonNode of(JsonNode json) {
    return of(json, List.of());
  }

  /// A masked copy; secrets that are known to be in it are masked, too.
  public static JsonNode of(JsonNode json, Collection<String> secrets) {
    return masked(NO_NAME, json, secrets, 0);
  }

  /// A text that is not JSON, without the secrets that are known to be in it and without anything
  /// that looks like one.
  public static String text(String text, Collection<String> secrets) {
    return Redaction.of(without(text, secrets));
  }

  private static String without(String text, Collection<String> secrets) {
    String masked = text;
    for (String secret : secrets) {
      masked = secret.isEmpty() ? masked : masked.replace(secret, HIDDEN);
    }
    return masked;
  }

  private static JsonNode masked(Name name, JsonNode json, Collection<String> secrets, int depth) {
    if (name.secret() && !isHarmless(json)) {
      return hidden();
    }
    return switch (json) {
      case ObjectNode object -> object(name, object, secrets, depth);
      case ArrayNode array -> {
        if (depth >= DEEPEST) {
          yield hidden();
        }
        ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
        array.forEach(item -> copy.add(masked(name, item, secrets, depth + 1)));
        yield copy;
      }
      default -> json.isString() ? text(json, secrets) : json;
    };
  }

  private static JsonNode text(JsonNode json, Collection<String> secrets) {
    String text = json.stringValue();
    String masked = Redaction.knownKeys(without(text, secrets));
    masked = masked.contains("://") ? url(masked) : masked;
    return masked.equals(text) ? json : JsonNodeFactory.instance.stringNode(masked);
  }

  private static JsonNode object(
      Name name, ObjectNode object, Collection<String> secrets, int depth) {
    if (depth >= DEEPEST) {
      return hidden();
    }
    boolean card = name.card();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      card = card || Name.of(property.getKey()).cardPart();
    }
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      Name inner = Name.of(property.getKey());
      JsonNode value = property.getValue();
      boolean number = inner.cardNumber() || (card && inner.plain().equals("number"));
      copy.set(
          property.getKey(),
          number && !isHarmless(value)
              ? cardNumber(value)
              : masked(inner, value, secrets, depth + 1));
    }
    return copy;
  }

  private static JsonNode cardNumber(JsonNode value) {
    return value.isValueNode()
        ? JsonNodeFactory.instance.stringNode(lastFour(value.asString()))
        : hidden();
  }

  /// A card number with its last four digits shown, or all hidden when it is not one.
  public static String lastFour(String number) {
    String digits = Characters.only(number, Characters::isDigit);
    return digits.length() < SHORTEST_CARD
        ? HIDDEN
        : "*".repeat(digits.length() - SHOWN) + digits.substring(digits.length() - SHOWN);
  }

  private static String url(String text) {
    String anonymous =
        text.indexOf('@') < 0 ? text : USER.matcher(text).replaceAll("$1" + HIDDEN + "@");
    return anonymous.indexOf('=') < 0
        ? anonymous
        : PARAMETER
            .matcher(anonymous)
            .replaceAll(match -> Name.of(match.group(2)).secret() ? "$1$2=" + HIDDEN : "$0");
  }

  private static boolean isSecret(String plainName) {
    for (String secret : SECRETS) {
      if (plainName.contains(secret)) {
        return !NO_SECRETS.contains(plainName);
      }
    }
    return false;
  }

  private static boolean isHarmless(JsonNode value) {
    return value.isNull()
        || value.isBoolean()
        || (value.isString() && value.stringValue().isEmpty());
  }

  private static String lettersAndDigits(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    StringBuilder plain = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static JsonNode hidden() {
    return JsonNodeFactory.instance.stringNode(HIDDEN);
  }
}
