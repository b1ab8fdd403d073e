using System.Threading.Channels;
using Carousel.Cluster.Brokers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Carousel.Cluster.Work;

/// <summary>The messages that a worker gets from a queue; a lost connection is opened again.</summary>
/// <param name="broker">The broker.</param>
/// <param name="queue">The queue.</param>
/// <param name="threads">How many parts are done at the same time.</param>
/// <param name="patience">How long a broker is waited for that was there before.</param>
/// <param name="say">Receives a sentence for the user.</param>
internal sealed class PartInbox(Broker broker, string queue, int threads, TimeSpan patience, Action<string> say)
{
    // What waits at a worker can't be taken by another one: only of parts that are so short that the way to the broker
    // counts does a worker hold more than it does.
    private const double AheadSeconds = 0.2;
    private const int MostAhead = 64;

    private readonly Channel<PartDelivery> _deliveries = Channel.CreateUnbounded<PartDelivery>();
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = New();
    private double _seconds = double.PositiveInfinity;
    private int _ahead;

    /// <summary>What arrived.</summary>
    public ChannelReader<PartDelivery> Deliveries => _deliveries.Reader;

    /// <summary>Says how long a part took.</summary>
    /// <param name="seconds">How long.</param>
    public void Took(double seconds)
    {
        lock (_lock)
        {
            _seconds = double.IsFinite(_seconds) ? (0.8 * _seconds) + (0.2 * seconds) : seconds;
            int ahead = (int)Math.Min(MostAhead, Math.Round(threads * AheadSeconds / Math.Max(_seconds, 1e-3)));
            if (ahead < threads)
            {
                ahead = 0;
            }

            // Small changes are ignored, because a change restarts the delivery of the broker.
            if (ahead > 2 * _ahead || 2 * ahead < _ahead)
            {
                _ahead = ahead;
                _changed.TrySetResult();
            }
        }
    }

    /// <summary>Receives until it is cancelled.</summary>
    /// <param name="connection">An open connection; owned from here on.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="BrokerException">The broker refuses, or did not answer in time.</exception>
    public async Task ReceiveAsync(IConnection connection, CancellationToken cancellation)
    {
        for (IConnection? now = connection; !cancellation.IsCancellationRequested; now = null)
        {
            try
            {
                now ??= await broker.ConnectAsync(patience, TimeProvider.System, cancellation).ConfigureAwait(false);
                await using (now.ConfigureAwait(false))
                {
                    await ReceiveFromAsync(now, cancellation).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (cancellation.IsCancellationRequested && Broker.IsOfBroker(exception))
            {
                return;
            }
            catch (Exception exception) when (Broker.IsOfBroker(exception))
            {
                BrokerException failure = broker.Failure(exception);
                if (!failure.IsAway)
                {
                    throw failure;
                }

                say($"{failure.Message} Running parts continue; trying the broker again.");
                await Task.Delay(PartQueue.Pause, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task ReceiveFromAsync(IConnection connection, CancellationToken cancellation)
    {
        IChannel channel = await PartQueue.OpenAsync(connection, queue, isConfirmed: false, cancellation)
            .ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            var closed = New();
            channel.ChannelShutdownAsync += (_, _) =>
            {
                closed.TrySetResult();
                return Task.CompletedTask;
            };
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, message) =>
            {
                _deliveries.Writer.TryWrite(new PartDelivery(
                    channel, message.DeliveryTag, new PartName(message.Body.ToArray())));
                return Task.CompletedTask;
            };
            while (!closed.Task.IsCompleted)
            {
                (int ahead, Task changed) = Ahead();
                await channel.BasicQosAsync(0, (ushort)(threads + ahead), global: false, cancellation)
                    .ConfigureAwait(false);
                string tag = await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellation)
                    .ConfigureAwait(false);
                await Task.WhenAny(closed.Task, changed).WaitAsync(cancellation).ConfigureAwait(false);
                if (!closed.Task.IsCompleted)
                {
                    await channel.BasicCancelAsync(tag, noWait: false, cancellation).ConfigureAwait(false);
                    await ReturnAllAsync().ConfigureAwait(false);
                }
            }

            if (channel.CloseReason is { Initiator: not ShutdownInitiator.Application } reason)
            {
                throw new RabbitMQ.Client.Exceptions.OperationInterruptedException(reason);
            }
        }
    }

    private (int Ahead, Task Changed) Ahead()
    {
        lock (_lock)
        {
            _changed = New();
            return (_ahead, _changed.Task);
        }
    }

    private async Task ReturnAllAsync()
    {
        while (_deliveries.Reader.TryRead(out PartDelivery? waiting))
        {
            await waiting.ReturnAsync().ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
