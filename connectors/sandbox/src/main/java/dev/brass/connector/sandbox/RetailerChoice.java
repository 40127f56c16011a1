package dev.brass.connector.sandbox;

import dev.brass.spi.Store;
import dev.brass.spi.StoreSettings;

/// The retailers of one platform, by a store's settings.
///
/// @param kind the platform
record RetailerChoice(RetailerPlatform kind) {

  String platform() {
    return kind.code();
  }

  SandboxRetailer of(Store store) {
    return of(store.settings());
  }

  /// The retailer that the settings name.
  ///
  /// @throws IllegalArgumentException when there is none of that code, or on another platform only
  SandboxRetailer of(StoreSettings settings) {
    SandboxRetailer retailer = SandboxRetailer.of(settings);
    if (retailer.platform() != kind) {
      throw new IllegalArgumentException(
          "the store's setting '%s' is '%s', which is on the platform '%s' and not on '%s'"
              .formatted(
                  SandboxRetailer.SETTING,
                  retailer.code(),
                  retailer.platform().code(),
                  kind.code()));
    }
    return retailer;
  }
}
