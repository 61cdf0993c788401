package org.cloister.gateway.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cloister.audit.Rider;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.ResourceAddress;
import org.cloister.deid.sealing.SealedResourceRow;
import org.cloister.deid.sealing.SealedResourceStore;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.gateway.answer.AnswerResources;
import org.cloister.gateway.answer.EncodedResource;

/// Seals the resources of an answer for the store, and opens them again. Safe for many threads.
public final class ResultVault {
  private final String tenant;
  private final CaseVault vault;
  private final SealedResourceStore store;

  public ResultVault(String tenant, CaseVault vault, SealedResourceStore store) {
    this.tenant = tenant;
    this.vault = vault;
    this.store = store;
  }

  /// Seals results and Provenance under the patient's key. Nothing is stored yet: the rows are
  /// committed with the record that vouches for them.
  Ending.Answered seal(String patientId, UUID recordId, AnswerResources answer)
      throws SealingException {
    SubjectIndex subject = vault.subjectIndex(tenant, "Patient/" + patientId);
    List<Rider> riders = new ArrayList<>();
    for (EncodedResource result : answer.results()) {
      riders.add(rider(subject, recordId, result));
    }
    riders.add(rider(subject, recordId, answer.provenance()));
    return new Ending.Answered(answer, riders);
  }

  private Rider rider(SubjectIndex subject, UUID recordId, EncodedResource resource)
      throws SealingException {
    ResourceAddress address =
        new ResourceAddress(resource.type(), UUID.fromString(resource.id()), recordId, subject);
    SealedResourceRow row =
        new SealedResourceRow(address, vault.seal(address.context(tenant), resource.json()));
    return new Rider(row.insertSql(), row.parameters());
  }

  Optional<StoredResult> find(String type, UUID id) throws SealingException {
    Optional<SealedResourceRow> row = store.find(type, id);
    return row.isEmpty() ? Optional.empty() : Optional.of(open(row.get()));
  }

  /// The patient's results of this type, newest first.
  List<StoredResult> ofPatient(String patientId, String type, int limit) throws SealingException {
    SubjectIndex subject = vault.subjectIndex(tenant, "Patient/" + patientId);
    return openAll(store.search(subject, type, limit));
  }

  /// The resources of this type that share a record with the given one: how a result leads to its
  /// Provenance.
  List<StoredResult> besides(StoredResult result, String type) throws SealingException {
    return openAll(store.ofRecord(result.recordId(), type));
  }

  private List<StoredResult> openAll(List<SealedResourceRow> rows) throws SealingException {
    List<StoredResult> results = new ArrayList<>();
    for (SealedResourceRow row : rows) {
      results.add(open(row));
    }
    return results;
  }

  private StoredResult open(SealedResourceRow row) throws SealingException {
    ResourceAddress address = row.address();
    return new StoredResult(
        address.resourceType(),
        address.resourceId().toString(),
        address.recordId(),
        vault.open(address.context(tenant), row.sealed()));
  }
}
