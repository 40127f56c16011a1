package dev.brass.spi;

/// The capability to take an order whose lines go to different addresses ([Line#shipTo]), so that
/// the orders of several buyers can be bought as one. Its placements tell what each line costs
/// ([Placement#items]), its parcels what is in them ([Shipment#productIds]), and a refusal for the
/// sake of one line names its `product_id`.
public interface BundlesOrders extends PlacesOrders {}
