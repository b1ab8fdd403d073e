using System.Globalization;
using System.Text;
using Carousel.Cluster.Brokers;
using RabbitMQ.Client;

namespace Carousel.Cluster.Work;

/// <summary>
/// The queue of parts on a broker: one for a store and a release, so that a worker gets nothing that it can't do. A
/// message is the name of a part; all else is in the store.
/// </summary>
internal static class PartQueue
{
    // A worker that returns a message often is not at fault: workers count in the store which parts crashed them. This
    // limit covers cases that they can't count; the command that sent such a message sends it again.
    private const int MostDeliveries = 200;
    private const int LongestName = 255;

    /// <summary>How long one waits before a broker is tried again that failed.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How the queue is called.</summary>
    /// <param name="store">The store's number.</param>
    /// <param name="version">The release.</param>
    public static string NameOf(Guid store, string version)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"carousel.parts.{store:n}.{version}");
        return Encoding.UTF8.GetByteCount(name) <= LongestName ? name : name[..(LongestName / 4)];
    }

    /// <summary>Opens a channel, and makes the queue where it is not there.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="isConfirmed">Whether the broker confirms what is sent.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<IChannel> OpenAsync(
        IConnection connection, string queue, bool isConfirmed, CancellationToken cancellation)
    {
        IChannel channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(isConfirmed, isConfirmed), cancellation).ConfigureAwait(false);
        await channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = MostDeliveries },
            cancellationToken: cancellation).ConfigureAwait(false);
        return channel;
    }

    /// <summary>Sends parts; when it returns the broker has them on its disk.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="names">The parts.</param>
    /// <param name="patience">How long a broker is waited for that does not answer.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="BrokerException">The broker refuses, or did not answer in time.</exception>
    public static async Task SendAsync(
        Broker broker, string queue, IReadOnlyList<PartName> names, TimeSpan patience, CancellationToken cancellation)
    {
        long begun = TimeProvider.System.GetTimestamp();
        for (int sent = 0; sent < names.Count;)
        {
            IConnection connection = await broker.ConnectAsync(patience, TimeProvider.System, cancellation)
                .ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                try
                {
                    IChannel channel = await OpenAsync(connection, queue, isConfirmed: true, cancellation)
                        .ConfigureAwait(false);
                    await using (channel.ConfigureAwait(false))
                    {
                        while (sent < names.Count)
                        {
                            sent += await SendSomeAsync(channel, queue, names, sent, cancellation)
                                .ConfigureAwait(false);
                        }
                    }
                }
                catch (Exception exception) when (Broker.IsOfBroker(exception))
                {
                    cancellation.ThrowIfCancellationRequested();
                    BrokerException failure = broker.Failure(exception);
                    if (!failure.IsAway || TimeProvider.System.GetElapsedTime(begun) > patience)
                    {
                        throw failure;
                    }

                    await Task.Delay(Pause, cancellation).ConfigureAwait(false);
                }
            }
        }
    }

    private static async Task<int> SendSomeAsync(
        IChannel channel, string queue, IReadOnlyList<PartName> names, int from, CancellationToken cancellation)
    {
        const int AtOnce = 100;
        var properties = new BasicProperties { DeliveryMode = DeliveryModes.Persistent };
        int to = Math.Min(names.Count, from + AtOnce);
        var confirmed = new Task[to - from];
        for (int i = from; i < to; i++)
        {
            confirmed[i - from] = channel.BasicPublishAsync(
                "", queue, mandatory: true, properties, names[i].Bytes, cancellation).AsTask();
        }

        await Task.WhenAll(confirmed).ConfigureAwait(false);
        return confirmed.Length;
    }
}
