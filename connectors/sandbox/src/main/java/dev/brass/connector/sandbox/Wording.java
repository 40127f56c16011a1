package dev.brass.connector.sandbox;

import java.util.List;

/// The words that ordinary products, sellers and places are made of.
final class Wording {

  /// The query that no product matches.
  static final String FINDS_NOTHING = "NOTHING";

  static final List<String> COLORS =
      List.of("Black", "White", "Red", "Blue", "Green", "Gray", "Navy", "Yellow");

  static final List<List<String>> SIZES =
      List.of(
          List.of("Small", "Medium", "Large"),
          List.of("S", "M", "L", "XL"),
          List.of("One Size", "Extra Large"));

  static final List<String> BRANDS =
      List.of("Northwind", "Alderwick", "Copperleaf", "Harbour & Sons", "Lumen", "Quillon");

  static final List<String> QUALITIES =
      List.of("Everyday", "Compact", "Classic", "Professional", "Lightweight", "Deluxe");

  /// Things with the category that they are in.
  static final List<Thing> THINGS =
      List.of(
          new Thing("Water Bottle", "Sports & Outdoors"),
          new Thing("Desk Lamp", "Home & Kitchen"),
          new Thing("Notebook", "Office Products"),
          new Thing("USB-C Hub", "Electronics"),
          new Thing("Canvas Backpack", "Luggage"),
          new Thing("Chef's Knife", "Home & Kitchen"),
          new Thing("Wool Scarf", "Clothing"),
          new Thing("Board Game", "Toys & Games"),
          new Thing("Garden Hose", "Patio & Garden"),
          new Thing("Field Guide", "Books"));

  static final List<String> BULLETS =
      List.of(
          "Made to be used every day",
          "Comes with a two-year warranty",
          "Packed without plastic",
          "Fits in a carry-on",
          "Tested in the sandbox",
          "Spare parts are available");

  static final List<String> AUTHORS = List.of("Ada Quist", "Ben Bitdiddle", "Mira Sandoval");

  static final List<String> SELLERS =
      List.of(
          "Bargain Harbor",
          "Second Shelf",
          "Prairie Goods",
          "Ridgeline Outlet",
          "Warehouse 9",
          "Honest Resale",
          "Blue Door Trading",
          "Kestrel Imports");

  private Wording() {}

  record Thing(String name, String category) {}
}
