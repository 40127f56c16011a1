package dev.brass.server.secret;

import dev.brass.server.text.LinearPattern;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The last line of defence: text that goes to a log, an exception or a record of an attempt, with
/// everything removed that looks like a secret. Nothing may rely on it: code that has a secret
/// keeps it in a [dev.brass.spi.Secret].
///
/// Removed are card numbers (all but the last four digits), keys of this server (`zn_…`),
/// `Authorization` headers, `Bearer` and `Basic` credentials, values with a secret's name in JSON,
/// headers, queries and `key=value` text, and user information in URLs. The time needed grows with
/// the length of the text only.
public final class Redaction {

  private static final String HIDDEN = "***";

  /// Keys and codes of this server, secrets of webhooks, and keys of Stripe. Managed accounts,
  /// `zn_acct_…`, are references and not secrets.
  private static final Pattern KEY =
      Pattern.compile(
          "(?<![A-Za-z0-9])(zn_(?!acct_)[a-z]{1,12}+_|whsec_|[sr]k_(?:live|test)_)[A-Za-z0-9+/=_-]++");

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "(authorization\\\\?[\"']?\\s{0,3}[:=]\\s{0,3}\\\\?[\"']?)[^\\\\\"'\\r\\n,}]+",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SCHEME =
      Pattern.compile("\\b(Bearer|Basic)(\\s{1,3})([A-Za-z0-9._~+/=-]+)", Pattern.CASE_INSENSITIVE);

  private static final Pattern NAMED =
      Pattern.compile(
          "((?:password|passwd|passphrase|secret|token|totp|security[_-]?code|verification[_-]?code"
              + "|api[_-]?key|cvv|cvc)[a-z0-9_-]{0,30}\\\\?[\"']?\\s{0,3}[:=]\\s{0,3})"
              + "(\\\\\"(?:[^\"\\\\]|\\\\[^\"])*+(?:\\\\\")?|\"(?:[^\"\\\\]|\\\\.)*+\"?|'[^']*+'?"
              + "|[^\\s,;&{}\\[\\]()\"'\\\\]+)",
          Pattern.CASE_INSENSITIVE);

  private static final LinearPattern WORD = LinearPattern.of("[a-z]*[.-]?|[a-z-]+");

  private static final Pattern USER = Pattern.compile("(://)[^/\\s?#\"'<>]{1,300}@");

  private Redaction() {}

  /// The text without secrets; the same object when it had none.
  public static String of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String redacted = text;
    if (lower.contains("authorization")) {
      redacted = AUTHORIZATION.matcher(redacted).replaceAll("$1" + HIDDEN);
    }
    if (lower.contains("bearer") || lower.contains("basic")) {
      redacted = SCHEME.matcher(redacted).replaceAll(Redaction::scheme);
    }
    redacted = knownKeys(redacted);
    if (lower.indexOf('=') >= 0 || lower.indexOf(':') >= 0) {
      redacted = NAMED.matcher(redacted).replaceAll(Redaction::named);
    }
    if (lower.contains("://")) {
      redacted = USER.matcher(redacted).replaceAll("$1" + HIDDEN + "@");
    }
    redacted = CardNumbers.mask(redacted);
    return redacted.equals(text) ? text : redacted;
  }

  /// The text without keys that are known by their prefix.
  static String knownKeys(String text) {
    boolean possible =
        text.contains("zn_")
            || text.contains("whsec_")
            || text.contains("k_live_")
            || text.contains("k_test_");
    return possible ? KEY.matcher(text).replaceAll("$1" + HIDDEN) : text;
  }

  /// English has "basic authentication" too: a word of small letters is not a credential.
  private static String scheme(MatchResult match) {
    boolean word = WORD.matches(match.group(3));
    return Matcher.quoteReplacement(
        word ? match.group() : match.group(1) + match.group(2) + HIDDEN);
  }

  private static String named(MatchResult match) {
    String value = match.group(2);
    String quote =
        value.startsWith("\\\"")
            ? "\\\""
            : value.startsWith("\"") ? "\"" : value.startsWith("'") ? "'" : "";
    return Matcher.quoteReplacement(match.group(1) + quote + HIDDEN + quote);
  }
}
