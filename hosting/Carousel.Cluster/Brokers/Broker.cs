using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Carousel.Cluster.Brokers;

/// <summary>A broker of messages, RabbitMQ: its address, connections to it, and sentences for what may go wrong.
/// </summary>
internal sealed class Broker
{
    private const string Form = "amqp://user:password@host:5672/vhost";
    private const int NotAllowed = 530, AccessRefused = 403, NotFound = 404, ResourceError = 506;

    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    private readonly ConnectionFactory _factory;

    /// <summary>Reads an address; nothing is connected yet.</summary>
    /// <param name="url">Such as <c>amqp://user:password@host:5672/vhost</c>.</param>
    /// <exception cref="BrokerException">The address is not valid.</exception>
    public Broker(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("amqp" or "amqps")
            || address.Host.Length == 0)
        {
            throw new BrokerException($"The broker: this is not a RabbitMQ address. Write it as '{Form}'.");
        }

        // The user of a lost connection opens a new one, with its channels: the recovery of the client would leave open
        // which messages of the old one are still to be answered.
        _factory = new ConnectionFactory
        {
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = "carousel",
            RequestedConnectionTimeout = _answer,
            HandshakeContinuationTimeout = _answer,
            ContinuationTimeout = _answer,
        };
        try
        {
            _factory.Uri = address;
        }
        catch (ArgumentException exception)
        {
            throw new BrokerException(
                $"The broker: its address can't be read ({OneLine(exception.Message)}). Write it as '{Form}'.",
                exception);
        }

        Name = $"{_factory.HostName}:{_factory.Endpoint.Port}"
            + (_factory.VirtualHost == "/" ? "" : $"/{_factory.VirtualHost}");
    }

    /// <summary>How messages call the broker; without the password.</summary>
    public string Name { get; }

    /// <summary>How long a side may be silent before the other takes it for gone, in whole seconds; within twice that
    /// time it is noticed.</summary>
    public TimeSpan Silence
    {
        init => _factory.RequestedHeartbeat = value;
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="BrokerException">The broker refuses, or does not answer.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        IConnection? connection = null;
        try
        {
            connection = await _factory.CreateConnectionAsync(cancellation).ConfigureAwait(false);

            // A virtual host that is refused is heard of by the first channel.
            IChannel first = await connection.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
            await first.DisposeAsync().ConfigureAwait(false);
            return connection;
        }
        catch (Exception exception) when (IsOfBroker(exception))
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            cancellation.ThrowIfCancellationRequested();
            throw Failure(exception, isOpening: true);
        }
    }

    /// <summary>Opens a connection, and tries again while the broker does not answer.</summary>
    /// <param name="patience">For how long.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="BrokerException">The broker refuses, or did not answer in time.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IConnection> ConnectAsync(TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        long begun = clock.GetTimestamp();
        for (TimeSpan pause = _shortestPause; ; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            try
            {
                return await ConnectAsync(cancellation).ConfigureAwait(false);
            }
            catch (BrokerException lost) when (lost.IsAway && clock.GetElapsedTime(begun) < patience)
            {
                await Task.Delay(pause, clock, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether an exception comes from the broker or from the way to it.</summary>
    /// <param name="exception">The caught exception.</param>
    public static bool IsOfBroker(Exception exception) =>
        exception is RabbitMQClientException or SocketException or IOException or TimeoutException

            // A call whose broker does not answer is cancelled by the timer of the client.
            or OperationCanceledException

            // So the client calls a channel that was closed in the meantime.
            or ObjectDisposedException;

    /// <summary>A sentence for an error of the broker.</summary>
    /// <param name="exception">The caught exception.</param>
    public BrokerException Failure(Exception exception) => Failure(exception, isOpening: false);

    private BrokerException Failure(Exception exception, bool isOpening)
    {
        string user = $"user '{_factory.UserName}'";
        (string sentence, bool isAway) = exception switch
        {
            _ when Inner<AuthenticationFailureException>(exception) is not null
                || Inner<PossibleAuthenticationFailureException>(exception) is not null =>
                ($"{user} or its password is wrong. Correct them in the broker's address, '{Form}'.", false),
            _ when Reason(exception) is { } reason => Closed(reason, user),
            _ when Inner<SocketException>(exception) is { } refused =>
                ($"no broker answers ({OneLine(refused.Message)}). Start RabbitMQ, or correct host and port.", true),
            _ when Inner<TimeoutException>(exception) is not null || exception is OperationCanceledException =>
                ("the broker doesn't answer in time. Check that RabbitMQ runs there, or correct host and port.",
                    true),
            _ when isOpening =>
                ("the server there does not speak AMQP 0-9-1, as RabbitMQ does. Correct host and port.", true),
            _ => ($"the connection was lost ({OneLine(exception.GetBaseException().Message)}).", true),
        };
        return new BrokerException($"Broker {Name}: {sentence}", exception) { IsAway = isAway };
    }

    private (string Sentence, bool IsAway) Closed(ShutdownEventArgs reason, string user) => reason.ReplyCode switch
    {
        NotAllowed => ($"there is no virtual host '{_factory.VirtualHost}', or {user} may not use it. Create it with "
            + $"'rabbitmqctl add_vhost', or correct the address.", false),
        AccessRefused => ($"{user} may not do this ({OneLine(reason.ReplyText)}). Grant it with 'rabbitmqctl "
            + $"set_permissions'.", false),

        // So a broker that has just started calls a queue whose place it does not know yet.
        NotFound => ($"a queue can't be reached ({OneLine(reason.ReplyText)}).", true),
        ResourceError => ($"it has no room left ({OneLine(reason.ReplyText)}). Make room.", false),
        _ => ($"the connection was lost ({OneLine(reason.ReplyText)}).", true),
    };

    private static ShutdownEventArgs? Reason(Exception exception)
    {
        ShutdownEventArgs? reason = Inner<OperationInterruptedException>(exception)?.ShutdownReason;
        return reason?.Initiator == ShutdownInitiator.Peer ? reason : null;
    }

    private static T? Inner<T>(Exception exception)
        where T : Exception
    {
        for (Exception? one = exception; one is not null; one = one.InnerException)
        {
            if (one is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
