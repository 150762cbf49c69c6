namespace SecWatch.Server.Tenancy;

/// <summary>One enrolled computer.</summary>
internal readonly record struct DeviceId(Guid Value)
{
    public override string ToString() => Value.ToString();
}
