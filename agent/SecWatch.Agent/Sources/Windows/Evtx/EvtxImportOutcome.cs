namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>What came of importing one file, for whoever asked for it.</summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Events">Events of the file that were handed on, in this run and earlier ones.</param>
/// <param name="Missing">Records that are known to be missing, in this run and earlier ones.</param>
/// <param name="DamagedChunks">Chunks read in this run whose checksums do not fit.</param>
/// <param name="Message">One English sentence that says all this.</param>
internal sealed record EvtxImportOutcome(
    string Path, EvtxImportResult Result, long Events, long Missing, int DamagedChunks, string Message);
