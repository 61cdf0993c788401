package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// To whom `$deidentify` may release, and by which rules.
///
/// @param maxBody largest request body, 1KB to 64MB; a larger one is answered 413
/// @param domains each name once; none means that nothing is released. The demo makes one of its
///   own, `demo`, where none is named
@ConfigurationProperties(prefix = "cloister.deidentification", ignoreUnknownFields = false)
public record DeidentificationSettings(
    @DefaultValue("4MB") DataSize maxBody, @DefaultValue List<Domain> domains) {
  public DeidentificationSettings {
    requireNonNull(maxBody, "cloister.deidentification.max-body");
    if (maxBody.compareTo(DataSize.ofKilobytes(1)) < 0
        || maxBody.compareTo(DataSize.ofMegabytes(64)) > 0) {
      throw new IllegalArgumentException("cloister.deidentification.max-body must be 1KB to 64MB");
    }
    domains = List.copyOf(domains);
    if (domains.stream().map(Domain::name).distinct().count() != domains.size()) {
      throw new IllegalArgumentException(
          "cloister.deidentification.domains must name each domain once");
    }
  }

  /// One pseudonymisation domain: who gets data under one set of codes.
  ///
  /// @param name lower-case letters, digits and hyphens; part of what its codes are made of, so it
  ///   never changes
  /// @param presets those that may be asked for, the first where a call names none
  /// @param rules file with the hospital's own rules (YAML); where set, a call that names no preset
  ///   gets these
  /// @param key file with the domain's key (`./cloister key create FILE`), mode 0600; there is no
  ///   default
  public record Domain(
      String name, @DefaultValue List<String> presets, @Nullable Path rules, @Nullable Path key) {
    public Domain {
      requireNonNull(name, "cloister.deidentification.domains[].name");
      if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
        throw new IllegalArgumentException(
            "cloister.deidentification.domains[].name must be 1 to 40 lower-case letters, digits"
                + " or hyphens and begin with a letter");
      }
      presets = List.copyOf(presets);
      if (presets.isEmpty() && rules == null) {
        throw new IllegalArgumentException(
            "cloister.deidentification.domains[]: " + name + " needs presets, or a file of rules");
      }
      if (presets.stream().distinct().count() != presets.size()) {
        throw new IllegalArgumentException(
            "cloister.deidentification.domains[]: " + name + " must name each preset once");
      }
    }
  }
}
