using SecWatch.Agent.Pipeline;
using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Sources.Files;

/// <summary>Collects findings and the baseline's changes into blocks, so that both are committed together.</summary>
internal sealed class FileOutput(ISourceContext context, IFileView view)
{
    private const int CountMax = 500;

    private readonly FileEventWriter writer = new(context.Computer, view);
    private EventBlock? block;
    private int count;

    public bool IsFull => count >= CountMax;

    public void Add(FileFinding finding)
    {
        writer.Write(Block(), context.Time.GetUtcNow().UtcTicks, finding);
        count++;
    }

    public void AddGap(GapRecord gap) => Block().AddGap(gap, context.Computer, context.Time.GetUtcNow());

    public void SetPosition(string key, byte[]? position)
    {
        Block().SetPosition(key, position);
        count++;
    }

    public async ValueTask PostAsync(CancellationToken cancellationToken)
    {
        if (block is not { } full)
        {
            return;
        }

        block = null;
        count = 0;
        await context.PostAsync(full, cancellationToken);
    }

    private EventBlock Block() => block ??= context.Rent();
}
