package org.cloister.models.metering;

/// Where the time of one call goes, in the order of the pipeline.
public enum Stage {
  AUTHENTICATE,
  PARSE,
  AUTHORISE,
  DEIDENTIFY,
  /// Waiting for a permit to run a model.
  QUEUE,
  /// Inside the model runtime.
  RUN,
  /// From numbers to FHIR.
  INTERPRET,
  SEAL,
  /// Waiting for the audit record to be durable.
  COMMIT
}
