using SecWatch.Detection.Engine;
using SecWatch.Detection.Rules;

namespace SecWatch.Server.Rules;

/// <summary>Holds the rules that are in force, and replaces them all at once.</summary>
internal sealed class RuleLibrary(RuleFolders folders, TimeProvider time, ILogger<RuleLibrary> logger)
{
    private readonly Lock gate = new();
    private volatile RuleSnapshot current = RuleSnapshot.None;
    private ulong? fingerprint;

    /// <summary>A reader keeps one snapshot for as long as its answers must belong together.</summary>
    public RuleSnapshot Current => current;

    /// <summary>Loads again where a file changed since the last time.</summary>
    /// <returns>Whether it loaded.</returns>
    public bool ReloadIfChanged()
    {
        lock (gate)
        {
            try
            {
                var found = folders.Fingerprint();
                if (fingerprint == found)
                {
                    return false;
                }

                Load();
                fingerprint = found;
                return true;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A file or folder that went away while it was looked at: the next look sees the result.
                RulesLog.FolderNotReadable(logger, exception);
                return false;
            }
        }
    }

    /// <summary>
    /// Loads all files again. Broken rules are left out and reported; the rest is in force when this returns.
    /// </summary>
    public RuleSnapshot Reload()
    {
        lock (gate)
        {
            fingerprint = null;
        }

        ReloadIfChanged();
        return current;
    }

    private void Load()
    {
        var errors = new List<RuleError>();
        var sources = folders.Read(errors);
        var rules = RuleSet.Compile(sources, out var compileErrors);
        errors.AddRange(compileErrors);
        current = new RuleSnapshot(rules, errors, time.GetUtcNow());
        RulesLog.Loaded(logger, rules.Rules.Count, errors.Count);
        foreach (var error in errors.Take(100))
        {
            RulesLog.Broken(logger, error.File, error.Line, error.Column, error.Message);
        }
    }
}
