namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>One value of a template instance, where it lies in the chunk.</summary>
internal readonly record struct ValueSlot(BinXmlType Type, int Offset, int Length)
{
    public bool IsArray => (Type & BinXmlType.ArrayFlag) != BinXmlType.Null;

    public BinXmlType ElementType => Type & ~BinXmlType.ArrayFlag;
}
