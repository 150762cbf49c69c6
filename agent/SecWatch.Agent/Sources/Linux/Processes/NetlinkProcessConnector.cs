using System.Globalization;
using System.Runtime.InteropServices;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>The process connector of the Linux kernel, over a netlink socket (linux/connector.h,
/// linux/cn_proc.h).</summary>
/// <remarks>No filter is set in the kernel: it would leave holes in the sequences, which are how losses are
/// counted.</remarks>
internal sealed unsafe class NetlinkProcessConnector(int receiveBufferBytes) : IProcessConnector
{
    private const int AddressFamilyNetlink = 16;
    private const int DatagramCloseOnExec = 2 | 0x80000;
    private const int ProtocolConnector = 11;
    private const int LevelSocket = 1;
    private const int OptionReceiveBuffer = 8;
    private const int OptionReceiveBufferForce = 33;
    private const int OptionReceiveTimeout = 20;
    private const int ReceiveTimeoutMicroseconds = 200_000;
    private const int AcknowledgementTries = 5;
    private const int AddressBytes = 12;
    private const int DatagramBytesMax = 4096;

    private int socket = -1;

    public ConnectorOutcome Open(out string reason)
    {
        Dispose();
        socket = LibC.Socket(AddressFamilyNetlink, DatagramCloseOnExec, ProtocolConnector);
        if (socket < 0)
        {
            return Refused("socket", out reason);
        }

        SetOptions();
        var address = stackalloc byte[AddressBytes];
        new Span<byte>(address, AddressBytes).Clear();
        *(ushort*)address = AddressFamilyNetlink;
        ((uint*)address)[2] = 1;
        if (LibC.Bind(socket, address, AddressBytes) != 0)
        {
            return Refused("bind", out reason);
        }

        // nlmsghdr (16 bytes), cn_msg (20), PROC_CN_MCAST_LISTEN (4).
        Span<uint> request = [40, 3, 0, 0, 1, 1, 0, 0, 4, 1];
        fixed (uint* bytes = request)
        {
            if (LibC.Send(socket, (byte*)bytes, 40, 0) < 0)
            {
                return Refused("send", out reason);
            }
        }

        return AwaitAcknowledgement(out reason);
    }

    public ReceiveOutcome Receive(out ProcessNotification notification)
    {
        notification = default;
        var buffer = stackalloc byte[DatagramBytesMax];
        var address = stackalloc byte[AddressBytes];
        var addressBytes = AddressBytes;
        var received = LibC.ReceiveFrom(socket, buffer, DatagramBytesMax, 0, address, &addressBytes);
        if (received < 0)
        {
            return Marshal.GetLastPInvokeError() switch
            {
                LibC.Eagain or LibC.Eintr => ReceiveOutcome.Quiet,
                LibC.Enobufs => ReceiveOutcome.Overflow,
                _ => ReceiveOutcome.Failed,
            };
        }

        // Only the kernel has port 0; anybody else who writes to this socket is not believed.
        var fromKernel = addressBytes >= 8 && ((uint*)address)[1] == 0;
        return fromKernel
            && ProcessNotification.TryParse(new ReadOnlySpan<byte>(buffer, (int)received), out notification)
                ? ReceiveOutcome.Received
                : ReceiveOutcome.Quiet;
    }

    public void Dispose()
    {
        if (socket >= 0)
        {
            _ = LibC.Close(socket);
            socket = -1;
        }
    }

    private void SetOptions()
    {
        var bytes = receiveBufferBytes;
        if (LibC.SetSocketOption(socket, LevelSocket, OptionReceiveBufferForce, &bytes, sizeof(int)) != 0)
        {
            // Without CAP_NET_ADMIN the system's limit (net.core.rmem_max) holds.
            _ = LibC.SetSocketOption(socket, LevelSocket, OptionReceiveBuffer, &bytes, sizeof(int));
        }

        var timeout = stackalloc nint[2];
        timeout[0] = 0;
        timeout[1] = ReceiveTimeoutMicroseconds;
        _ = LibC.SetSocketOption(socket, LevelSocket, OptionReceiveTimeout, timeout, 2 * sizeof(nint));
    }

    private ConnectorOutcome AwaitAcknowledgement(out string reason)
    {
        for (var i = 0; i < AcknowledgementTries;)
        {
            if (Receive(out var notification) != ReceiveOutcome.Received)
            {
                i++;
                continue;
            }

            if (notification.Kind != ProcessEventKind.Acknowledgement || notification.ExitStatus == 0)
            {
                reason = "";
                return ConnectorOutcome.Subscribed;
            }

            return Refused("subscription", unchecked((int)notification.ExitStatus), out reason);
        }

        // The kernel ignores requests from outside the first user and process namespaces without a word.
        Dispose();
        reason = "the kernel does not answer on the process connector: it is not built in (CONFIG_PROC_EVENTS), "
            + "or the agent runs in a container with its own process namespace";
        return ConnectorOutcome.Unavailable;
    }

    private ConnectorOutcome Refused(string call, out string reason) =>
        Refused(call, Marshal.GetLastPInvokeError(), out reason);

    private ConnectorOutcome Refused(string call, int error, out string reason)
    {
        Dispose();
        if (error is LibC.Eperm or LibC.Eacces)
        {
            reason = "the process connector needs CAP_NET_ADMIN; run the agent as root or with that capability";
            return ConnectorOutcome.Denied;
        }

        reason = string.Create(
            CultureInfo.InvariantCulture,
            $"the process connector is not available: {call} failed with error {error}");
        return ConnectorOutcome.Unavailable;
    }
}
