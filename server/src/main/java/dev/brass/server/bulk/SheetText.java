package dev.brass.server.bulk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The text of an uploaded file in any encoding. The byte order mark decides, then the client's
/// declaration, then detection: UTF-16 by its zeros, UTF-8 if it is valid, else [Encodings].
final class SheetText {

  /// The number of bytes examined for the zeros of UTF-16.
  private static final int SAMPLE = 4096;

  private static final char MARK = '\uFEFF';
  private static final char END_OF_FILE = '\u001A';

  private SheetText() {}

  /// A decoded file.
  ///
  /// @param encoding that was used
  /// @param guessed whether it was determined from the text alone
  record Decoded(String text, Charset encoding, boolean guessed) {}

  /// Decodes a file.
  ///
  /// @param declared by the client; null for none
  /// @throws BadSheet when it is not text, or its encoding cannot be determined
  static Decoded read(byte[] bytes, @Nullable Charset declared) {
    Decoded decoded = decode(bytes, declared);
    String text = decoded.text();
    int from = 0;
    while (from < text.length() && text.charAt(from) == MARK) {
      from++;
    }
    int to = text.length();
    // DOS programs end files with it, and some fill the last block with it.
    while (to > from && (text.charAt(to - 1) == END_OF_FILE || isBreak(text.charAt(to - 1)))) {
      to--;
    }
    text = text.substring(from, to);
    if (text.indexOf('\0') >= 0) {
      throw new BadSheet("this is not text: it has the character NUL; save the sheet as CSV");
    }
    return new Decoded(text, decoded.encoding(), decoded.guessed());
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }

  private static Decoded decode(byte[] bytes, @Nullable Charset declared) {
    Charset marked = marked(bytes);
    Charset sure = marked == null ? declared : marked;
    if (sure == null && bytes.length % 2 == 0) {
      sure = wide(bytes);
    }
    if (sure != null) {
      String text = strictly(bytes, sure);
      if (text == null) {
        throw new BadSheet("this is not text in " + sure.name() + "; save it as CSV in UTF-8");
      }
      return new Decoded(text, sure, false);
    }
    String utf8 = strictly(bytes, StandardCharsets.UTF_8);
    return utf8 != null ? new Decoded(utf8, StandardCharsets.UTF_8, false) : Encodings.guess(bytes);
  }

  private static @Nullable Charset marked(byte[] bytes) {
    if (starts(bytes, 0xEF, 0xBB, 0xBF)) {
      return StandardCharsets.UTF_8;
    }
    if (starts(bytes, 0xFF, 0xFE)) {
      return StandardCharsets.UTF_16LE;
    }
    return starts(bytes, 0xFE, 0xFF) ? StandardCharsets.UTF_16BE : null;
  }

  /// Whether a file begins with these bytes.
  static boolean starts(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= bytes.length || bytes[i] != (byte) mark[i]) {
        return false;
      }
    }
    return true;
  }

  /// The headings of a table are mostly ASCII, in which every second byte of UTF-16 is zero.
  private static @Nullable Charset wide(byte[] bytes) {
    int length = Math.min(SAMPLE, bytes.length);
    int even = 0;
    int odd = 0;
    for (int i = 0; i + 1 < length; i += 2) {
      even += bytes[i] == 0 ? 1 : 0;
      odd += bytes[i + 1] == 0 ? 1 : 0;
    }
    int enough = length / 2 / 2;
    if (odd > enough && even == 0) {
      return StandardCharsets.UTF_16LE;
    }
    return even > enough && odd == 0 ? StandardCharsets.UTF_16BE : null;
  }

  /// Null when the bytes are not valid in that encoding.
  static @Nullable String strictly(byte[] bytes, Charset charset) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
