namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>What came of importing one file.</summary>
internal enum EvtxImportResult
{
    /// <summary>Read to its end in this run.</summary>
    Imported,

    /// <summary>The same content was imported before; nothing was read.</summary>
    AlreadyImported,

    /// <summary>The file cannot be opened or read.</summary>
    Unreadable,

    /// <summary>The file is not an EVTX file.</summary>
    NotEvtx,
}
