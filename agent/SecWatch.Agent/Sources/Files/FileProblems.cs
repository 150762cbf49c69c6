namespace SecWatch.Agent.Sources.Files;

/// <summary>What cannot be watched at present, by path, for the state that the source reports.</summary>
internal sealed class FileProblems(ISourceContext context)
{
    private const int ShownMax = 3;

    private readonly SortedDictionary<string, string> problems = new(StringComparer.Ordinal);

    public void Set(string path, string problem) => problems[path] = problem;

    public void Clear(string path) => problems.Remove(path);

    public void Report()
    {
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
