package dev.brass.server.stats;

import java.util.List;

/// The areas of the map: the states of the USA, and other countries as a whole. The middle points
/// are from public gazetteers, rounded to two decimals.
final class Areas {

  /// An area.
  ///
  /// @param code of the state; empty for a whole country
  record Area(String country, String code, String name, MapPoint middle) {}

  private static final String TABLE =
      """
      US;AL;Alabama;32.79;-86.83
      US;AK;Alaska;64.07;-152.28
      US;AZ;Arizona;34.27;-111.66
      US;AR;Arkansas;34.89;-92.44
      US;CA;California;37.18;-119.47
      US;CO;Colorado;39.00;-105.55
      US;CT;Connecticut;41.62;-72.73
      US;DE;Delaware;38.99;-75.51
      US;DC;District of Columbia;38.91;-77.01
      US;FL;Florida;28.63;-82.45
      US;GA;Georgia;32.64;-83.44
      US;HI;Hawaii;20.29;-156.37
      US;ID;Idaho;44.35;-114.61
      US;IL;Illinois;40.04;-89.20
      US;IN;Indiana;39.89;-86.28
      US;IA;Iowa;42.07;-93.50
      US;KS;Kansas;38.49;-98.38
      US;KY;Kentucky;37.53;-85.30
      US;LA;Louisiana;31.07;-92.00
      US;ME;Maine;45.37;-69.24
      US;MD;Maryland;39.06;-76.79
      US;MA;Massachusetts;42.26;-71.81
      US;MI;Michigan;44.35;-85.41
      US;MN;Minnesota;46.28;-94.31
      US;MS;Mississippi;32.74;-89.67
      US;MO;Missouri;38.36;-92.46
      US;MT;Montana;47.05;-109.63
      US;NE;Nebraska;41.54;-99.80
      US;NV;Nevada;39.33;-116.63
      US;NH;New Hampshire;43.68;-71.58
      US;NJ;New Jersey;40.19;-74.67
      US;NM;New Mexico;34.41;-106.11
      US;NY;New York;42.95;-75.53
      US;NC;North Carolina;35.56;-79.39
      US;ND;North Dakota;47.45;-100.47
      US;OH;Ohio;40.29;-82.79
      US;OK;Oklahoma;35.59;-97.49
      US;OR;Oregon;43.93;-120.56
      US;PA;Pennsylvania;40.88;-77.80
      US;RI;Rhode Island;41.68;-71.56
      US;SC;South Carolina;33.92;-80.90
      US;SD;South Dakota;44.44;-100.23
      US;TN;Tennessee;35.86;-86.35
      US;TX;Texas;31.48;-99.33
      US;UT;Utah;39.31;-111.67
      US;VT;Vermont;44.07;-72.67
      US;VA;Virginia;37.52;-78.85
      US;WA;Washington;47.38;-120.45
      US;WV;West Virginia;38.64;-80.62
      US;WI;Wisconsin;44.62;-89.99
      US;WY;Wyoming;43.00;-107.55
      DE;;Germany;51.16;10.45
      AU;;Australia;-25.27;133.78
      NZ;;New Zealand;-40.90;174.89
      CA;;Canada;56.13;-106.35
      GB;;United Kingdom;54.00;-2.50
      FR;;France;46.60;2.45
      ES;;Spain;40.30;-3.70
      IT;;Italy;42.80;12.50
      MX;;Mexico;23.63;-102.55
      """;

  static final List<Area> ALL =
      TABLE.lines().map(line -> List.of(line.split(";", -1))).map(Areas::area).toList();

  private Areas() {}

  private static Area area(List<String> cells) {
    return new Area(
        cells.get(0),
        cells.get(1),
        cells.get(2),
        new MapPoint(Double.parseDouble(cells.get(3)), Double.parseDouble(cells.get(4))));
  }
}
