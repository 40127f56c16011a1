package dev.brass.spi;

/// The capability to take an order whose lines go to different addresses ([Line#shipTo]), so that
/// the orders of several buyers can be bought as one. Its placements report the cost of each line
/// ([Placement#items]), its parcels list their contents ([Shipment#productIds]), and a refusal
/// because of one line names its `product_id`.
public interface BundlesOrders extends PlacesOrders {}
