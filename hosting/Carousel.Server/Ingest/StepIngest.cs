using Carousel.Cluster.Brokers;
using Carousel.Server.Replicas;
using RabbitMQ.Client;

namespace Carousel.Server.Ingest;

/// <summary>Takes steps from a broker: the queue of each partition is consumed by the replica that has it, and only as
/// long as it has it.</summary>
internal sealed class StepIngest : IDisposable
{
    private static readonly TimeSpan _lookEvery = TimeSpan.FromMilliseconds(100);

    private readonly Broker _broker;
    private readonly ReplicaSessions _replicas;
    private readonly StepMessages _messages;
    private readonly Action<string> _tell;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _run;

    /// <summary>Begins.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="replicas">Says which partitions are this replica's.</param>
    /// <param name="messages">Reads and takes steps.</param>
    /// <param name="tell">Takes sentences for the log.</param>
    public StepIngest(Broker broker, ReplicaSessions replicas, StepMessages messages, Action<string> tell)
    {
        (_broker, _replicas, _messages, _tell) = (broker, replicas, messages, tell);
        _run = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        _run.GetAwaiter().GetResult();
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        string? told = null;
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await using IConnection connection = await _broker.ConnectAsync(_ending.Token).ConfigureAwait(false);
                await DeclareAsync(connection).ConfigureAwait(false);
                told = null;
                await ConsumeAsync(connection).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is BrokerException || Broker.IsOfBroker(exception))
            {
                string sentence = (exception as BrokerException ?? _broker.Failure(exception)).Message;
                if (sentence != told && !_ending.IsCancellationRequested)
                {
                    _tell(sentence);
                    told = sentence;
                }
            }

            await Task.Delay(_lookEvery, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task DeclareAsync(IConnection connection)
    {
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: _ending.Token)
            .ConfigureAwait(false);
        await channel.ExchangeDeclareAsync(
            IngestNames.Answers, ExchangeType.Direct, durable: true, cancellationToken: _ending.Token)
            .ConfigureAwait(false);
        for (int p = 0; p < _replicas.Partitions; p++)
        {
            await channel.QueueDeclareAsync(
                IngestNames.Queue(p), durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["x-queue-type"] = "quorum",
                    ["x-single-active-consumer"] = true,
                },
                cancellationToken: _ending.Token).ConfigureAwait(false);
        }
    }

    private async Task ConsumeAsync(IConnection connection)
    {
        var consumers = new Dictionary<int, (CancellationTokenSource Stop, Task Run)>();
        try
        {
            while (connection.IsOpen && !_ending.IsCancellationRequested)
            {
                IReadOnlyCollection<int> held = _replicas.Held;
                foreach (int partition in consumers.Keys.ToArray())
                {
                    if (!held.Contains(partition) || consumers[partition].Run.IsCompleted)
                    {
                        consumers.Remove(partition, out (CancellationTokenSource Stop, Task Run) consumer);
                        await EndAsync(consumer).ConfigureAwait(false);
                    }
                }

                foreach (int partition in held.Where(p => !consumers.ContainsKey(p)))
                {
                    var stop = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
                    consumers.Add(
                        partition,
                        (stop, new PartitionConsumer(_messages, partition).RunAsync(connection, stop.Token)));
                }

                await Task.Delay(_lookEvery, _ending.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach ((CancellationTokenSource Stop, Task Run) consumer in consumers.Values)
            {
                await EndAsync(consumer).ConfigureAwait(false);
            }
        }
    }

    private static async Task EndAsync((CancellationTokenSource Stop, Task Run) consumer)
    {
        await consumer.Stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await consumer.Run.ConfigureAwait(false);
        }
        catch (Exception exception) when (Broker.IsOfBroker(exception))
        {
            // What it has not acknowledged comes again.
        }

        consumer.Stop.Dispose();
    }
}
