using SecWatch.Agent.Sources.Linux;

namespace SecWatch.Agent.Tests.Sources.Linux;

public sealed class CapabilitiesTests
{
    [Theory]
    [InlineData("Name:\tx\nCapPrm:\t000001ffffffffff\nCapEff:\t0000000000081004\n", true, true, true, false)]
    [InlineData("CapEff:\t0000000000800000\n", false, false, false, true)]
    [InlineData("CapEff:\tnot a number\n", false, false, false, false)]
    [InlineData("", false, false, false, false)]
    public void Effective_rights_are_read_bit_by_bit(
        string status, bool subscribe, bool readProcesses, bool readFiles, bool runFirst)
    {
        var rights = Capabilities.Parse(status);

        Assert.Equal(subscribe, rights.MaySubscribe);
        Assert.Equal(readProcesses, rights.MayReadProcesses);
        Assert.Equal(readFiles, rights.MayReadFiles);
        Assert.Equal(runFirst, rights.MayRunFirst);
    }
}
