namespace SecWatch.Agent.Sources.Files;

/// <summary>What cannot be watched at present, by path, for the state that the source reports.</summary>
internal sealed class FileProblems(ISourceContext context)
{
    private const int ShownMax = 3;

    private readonly SortedDictionary<string, string> problems = new(StringComparer.Ordinal);

    private bool isReported;

    public bool Any => problems.Count > 0;

    public void Set(string path, string problem)
    {
        isReported &= problems.TryGetValue(path, out var known)
            && string.Equals(known, problem, StringComparison.Ordinal);
        problems[path] = problem;
    }

    public void Clear(string path) => isReported &= !problems.Remove(path);

    /// <summary>Reports where something changed since the last report.</summary>
    public void Report()
    {
        if (isReported)
        {
            return;
        }

        isReported = true;
        if (problems.Count == 0)
        {
            context.Report(SourceState.Running, "");
            return;
        }

        var shown = string.Join("; ", problems.Take(ShownMax).Select(problem => $"{problem.Key}: {problem.Value}"));
        var more = problems.Count > ShownMax ? "; and others" : "";
        context.Report(SourceState.Degraded, shown + more);
    }
}
