package dev.brass.server.card;

import dev.brass.spi.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// The processor's fee for a charge.
///
/// @param basisPoints of the charge; below 10,000
/// @param fixed in minor units, for each charge
public record ProcessingFee(int basisPoints, long fixed) {

  private static final int WHOLE = 10_000;

  public ProcessingFee {
    if (basisPoints < 0 || basisPoints >= WHOLE || fixed < 0) {
      throw new IllegalArgumentException("a fee of %d and %d".formatted(basisPoints, fixed));
    }
  }

  /// The charge that leaves at least `net` after the fee, rounded up.
  Money grossedUp(Money net) {
    long charge =
        BigDecimal.valueOf(Math.addExact(net.minor(), fixed))
            .multiply(BigDecimal.valueOf(WHOLE))
            .divide(BigDecimal.valueOf(WHOLE - basisPoints), 0, RoundingMode.CEILING)
            .longValueExact();
    return new Money(charge, net.currency());
  }
}
