package org.cloister.deid;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.fhir.ucum.Decimal;
import org.fhir.ucum.DefinedUnit;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;

/// Conversion between UCUM units, stricter than UCUM where UCUM would convert what medicine would
/// not:
/// - UCUM counts a mole as a number, so that `mmol/mol` of haemoglobin A1c would become `%` with a
///   wrong value, and `mmol/L` could become `10*9/L`. Here an amount of substance converts to an
///   amount of substance only.
/// - UCUM ignores annotations, so that `mL/min` would pass for `mL/min/{1.73_m2}`. Here the
///   annotation of body surface must be on both sides.
/// - Of the special units (logarithms, offsets) only temperatures are converted.
///
/// Common spellings that are not UCUM are taken where they can mean one thing only; see
/// [UnitSpelling].
///
/// Conversions are worked out once a pair and remembered in a bounded table, because the unit text
/// comes from outside. Safe for concurrent use.
final class Ucum {
  /// When the table is full it is emptied: the few units of real senders are back within a request.
  private static final int MOST_REMEMBERED = 1024;

  private static final int LONGEST_UNIT = 40;

  /// More than a double holds, so that the last rounding is the only one that shows.
  private static final MathContext DIGITS = new MathContext(25);

  private static final String PER_BODY_SURFACE = "{1.73_m2}";
  private static final Linear IDENTITY =
      new Linear(BigDecimal.ZERO, BigDecimal.ONE, BigDecimal.ONE);

  private final UcumEssenceService service;
  private final List<String> specialUnits;
  private final ConcurrentHashMap<Pair, Optional<Linear>> remembered = new ConcurrentHashMap<>();

  private record Pair(String from, String to) {}

  /// `y = (x + shift) * factor / divisor`, in decimal digits as laboratories calculate: 97.24
  /// umol/L of creatinine is 1.1 mg/dL, not 1.0999999999999999.
  record Linear(BigDecimal shift, BigDecimal factor, BigDecimal divisor) {
    BigDecimal apply(BigDecimal value) {
      BigDecimal product = value.add(shift, DIGITS).multiply(factor, DIGITS);
      return isOne(divisor) ? product : product.divide(divisor, DIGITS);
    }

    /// The conversion, followed by a division.
    BigDecimal apply(BigDecimal value, double by) {
      return apply(value).divide(BigDecimal.valueOf(by), DIGITS);
    }

    private static boolean isOne(BigDecimal number) {
      return number.compareTo(BigDecimal.ONE) == 0;
    }

    boolean isIdentity() {
      return shift.signum() == 0 && factor.compareTo(divisor) == 0;
    }
  }

  Ucum() {
    try (InputStream essence = UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml")) {
      if (essence == null) {
        throw new IllegalStateException("ucum-essence.xml is not on the class path");
      }
      service = new UcumEssenceService(essence);
    } catch (UcumException e) {
      throw new IllegalStateException("ucum-essence.xml cannot be read", e);
    } catch (IOException e) {
      throw new UncheckedIOException("ucum-essence.xml cannot be closed", e);
    }
    specialUnits =
        service.getModel().getDefinedUnits().stream()
            .filter(DefinedUnit::isSpecial)
            .map(DefinedUnit::getCode)
            .toList();
  }

  /// How to get from one unit to another; empty when the units do not measure the same, or the
  /// first is no unit at all. An empty text is "no unit" and stands for the number one only.
  Optional<Linear> conversion(String from, String to) {
    Pair pair = new Pair(from, to);
    Optional<Linear> known = remembered.get(pair);
    if (known != null) {
      return known;
    }
    Optional<Linear> found = find(from, to);
    if (from.length() <= LONGEST_UNIT) {
      if (remembered.size() >= MOST_REMEMBERED) {
        remembered.clear();
      }
      remembered.put(pair, found);
    }
    return found;
  }

  private Optional<Linear> find(String from, String to) {
    if (from.length() > LONGEST_UNIT) {
      return Optional.empty();
    }
    if (from.equals(to)) {
      return Optional.of(IDENTITY);
    }
    if (from.isEmpty()) {
      return proportional("1", to).filter(Linear::isIdentity);
    }
    String unit = UnitSpelling.canonical(from);
    if (unit.equals(to)) {
      return Optional.of(IDENTITY);
    }
    if (to.equals("Cel")) {
      return toCelsius(unit);
    }
    return proportional(unit, to);
  }

  private static Optional<Linear> toCelsius(String unit) {
    return switch (unit) {
      case "[degF]" ->
          Optional.of(
              new Linear(BigDecimal.valueOf(-32), BigDecimal.valueOf(5), BigDecimal.valueOf(9)));
      case "K" ->
          Optional.of(new Linear(new BigDecimal("-273.15"), BigDecimal.ONE, BigDecimal.ONE));
      default -> Optional.empty();
    };
  }

  private Optional<Linear> proportional(String from, String to) {
    if (isSpecial(from)
        || isSpecial(to)
        || countsAmount(from) != countsAmount(to)
        || from.contains(PER_BODY_SURFACE) != to.contains(PER_BODY_SURFACE)) {
      return Optional.empty();
    }
    try {
      // 20 digits, so that the library does not cut a quotient to the digits of a plain 1.
      Decimal factor = service.convert(new Decimal("1", 20), from, to);
      return Optional.of(
          new Linear(
              BigDecimal.ZERO,
              new BigDecimal(factor.asDecimal()).round(new MathContext(17)).stripTrailingZeros(),
              BigDecimal.ONE));
    } catch (UcumException | RuntimeException e) {
      // The text comes from outside and the library throws many kinds: it is not a unit.
      return Optional.empty();
    }
  }

  private boolean isSpecial(String unit) {
    String[] atoms = atoms(unit);
    for (String special : specialUnits) {
      if (special.indexOf('[') >= 0 ? unit.contains(special) : anyEndsWith(atoms, special)) {
        return true;
      }
    }
    return false;
  }

  /// Mole, equivalent, osmole, and the enzyme units, which are moles a time.
  private static boolean countsAmount(String unit) {
    String[] atoms = atoms(unit);
    return anyEndsWith(atoms, "mol")
        || anyEndsWith(atoms, "eq")
        || anyEndsWith(atoms, "osm")
        || anyEndsWith(atoms, "kat")
        || anyEndsWith(atoms, "U");
  }

  private static boolean anyEndsWith(String[] atoms, String suffix) {
    for (String atom : atoms) {
      if (atom.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }

  private static String[] atoms(String unit) {
    return unit.replaceAll("\\{[^}]*}", "").split("[./()0-9*^+-]+");
  }
}
