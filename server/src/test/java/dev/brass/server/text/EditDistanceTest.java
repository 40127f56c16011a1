package dev.brass.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class EditDistanceTest {

  @Property
  void isSymmetricAndBounded(
      @ForAll @StringLength(max = 20) String a, @ForAll @StringLength(max = 20) String b) {
    assertThat(EditDistance.between(a, a)).isZero();
    assertThat(EditDistance.between(a, b))
        .isEqualTo(EditDistance.between(b, a))
        .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
  }

  @Test
  void countsASwapAsOneEdit() {
    assertThat(EditDistance.between("prot", "port")).isEqualTo(1);
  }
}
