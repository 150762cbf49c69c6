using SecWatch.Protos.V1;

namespace SecWatch.Agent.Uplink;

/// <summary>Gives the figures that a heartbeat carries.</summary>
internal interface IHeartbeatSource
{
    Heartbeat Read();
}
