package dev.brass.server.personal;

import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of the columns of [PersonalColumn], sealed and opened. All texts of a row are one
/// value, so that it costs one encryption. Thread-safe.
///
/// Older rows are in clear until the job `seal-rows` comes to them; [#open] reads both.
public final class PersonalData {

  /// The format of joined texts: this byte, and then each text with its length before it.
  private static final byte FORMAT = 1;

  private static final int ABSENT = -1;

  private final Sealer sealer;

  public PersonalData(Sealer sealer) {
    this.sealer = sealer;
  }

  /// Seals the parts of a row in a column.
  ///
  /// @param row as [PersonalColumn#row] names it
  /// @param parts one for each column that it replaces, in that order; null for none
  public byte[] seal(
      PersonalColumn column, TenantId tenant, String row, @Nullable String... parts) {
    if (parts.length != column.parts()) {
      throw new IllegalArgumentException(column + " has " + column.parts() + " parts");
    }
    return sealer.seal(tenant, column.purpose(row), joined(parts));
  }

  /// Seals the parts of a row in a column; null when all of them are null.
  public byte @Nullable [] sealAny(
      PersonalColumn column, TenantId tenant, String row, @Nullable String... parts) {
    return Arrays.stream(parts).allMatch(part -> part == null)
        ? null
        : seal(column, tenant, row, parts);
  }

  /// The parts of a row's value.
  ///
  /// @param sealed null in a row that is not sealed yet, or has nothing to seal
  /// @param clear the value of such a row
  /// @throws RuntimeException when it was sealed for another tenant, column or row, or was changed
  public List<@Nullable String> open(
      PersonalColumn column,
      TenantId tenant,
      String row,
      byte @Nullable [] sealed,
      @Nullable String... clear) {
    return sealed == null ? listed(clear) : split(sealer.open(tenant, column.purpose(row), sealed));
  }

  private static List<@Nullable String> listed(@Nullable String[] parts) {
    List<@Nullable String> list = new ArrayList<>(parts.length);
    for (String part : parts) {
      list.add(part);
    }
    return Collections.unmodifiableList(list);
  }

  private static byte[] joined(@Nullable String[] parts) {
    List<byte[]> texts = new ArrayList<>(parts.length);
    int length = 1 + Integer.BYTES * parts.length;
    for (String part : parts) {
      byte[] text = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
      texts.add(text);
      length += text.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length).put(FORMAT);
    for (int i = 0; i < parts.length; i++) {
      all.putInt(parts[i] == null ? ABSENT : texts.get(i).length).put(texts.get(i));
    }
    return all.array();
  }

  private static List<@Nullable String> split(byte[] plain) {
    try {
      ByteBuffer all = ByteBuffer.wrap(plain);
      if (all.get() != FORMAT) {
        throw new IllegalStateException("a newer version of this program has sealed the value");
      }
      List<@Nullable String> parts = new ArrayList<>();
      while (all.hasRemaining()) {
        int length = all.getInt();
        if (length == ABSENT) {
          parts.add(null);
        } else {
          parts.add(new String(plain, all.position(), length, StandardCharsets.UTF_8));
          all.position(all.position() + length);
        }
      }
      return Collections.unmodifiableList(parts);
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalStateException("a sealed value is not complete", e);
    }
  }
}
