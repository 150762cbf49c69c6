namespace SecWatch.Agent.Uplink;

/// <summary>How the connection stands, for status; safe for any thread.</summary>
internal sealed class UplinkState
{
    private readonly Lock gate = new();
    private UplinkView view = new("not connected", "", null, null, null);

    public UplinkView View
    {
        get
        {
            lock (gate)
            {
                return view;
            }
        }
    }

    public void Change(Func<UplinkView, UplinkView> change)
    {
        lock (gate)
        {
            view = change(view);
        }
    }
}
