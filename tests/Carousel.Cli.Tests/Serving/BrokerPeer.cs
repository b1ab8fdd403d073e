using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Cluster.Brokers;
using Carousel.Server.Ingest;
using Carousel.Server.Storage;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Carousel.Cli.Tests.Serving;

/// <summary>A caller that sends steps to a broker, several of each session at once, and sends again what was not
/// answered whatever happens to the broker.</summary>
/// <param name="broker">The broker's address.</param>
/// <param name="number">Its number; it decides the rows.</param>
/// <param name="sessions">How many sessions.</param>
internal sealed class BrokerPeer(string broker, int number, int sessions) : IAsyncDisposable
{
    /// <summary>How many steps of a session are under way.</summary>
    public const int Ahead = 4;

    private const int Partitions = 8;

    private readonly string _replies = $"peer{number}-{Guid.NewGuid():N}";
    private readonly Broker _broker = new(broker);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, float> _early = [];
    private readonly ConcurrentQueue<string> _refusals = new();
    private readonly SemaphoreSlim _answered = new(0);
    private readonly long[] _sent = new long[sessions];
    private IConnection? _connection;
    private IChannel? _channel;
    private long _acknowledged;

    /// <summary>Ids of the sessions.</summary>
    public required string[] Ids { get; init; }

    /// <summary>The answers to all steps of each session, in order.</summary>
    public List<float>[] Answers { get; } = [.. Enumerable.Range(0, sessions).Select(_ => new List<float>())];

    /// <summary>Steps that were answered.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>How often something was sent again.</summary>
    public int Repeated { get; private set; }

    /// <summary>Steps until a stop is requested, and all requests are answered.</summary>
    /// <param name="isEnd">Whether to stop.</param>
    public async Task RunAsync(Func<bool> isEnd)
    {
        while (true)
        {
            try
            {
                if (_channel is not { IsOpen: true })
                {
                    await ConnectAsync();
                    await SendAgainAsync();
                }

                bool any = false;
                for (int s = 0; s < sessions; s++)
                {
                    while (!isEnd() && _sent[s] - Count(s) < Ahead)
                    {
                        await SendAsync(s, _sent[s] + 1);
                        _sent[s]++;
                        any = true;
                    }
                }

                Assert.Empty(_refusals);
                if (isEnd() && Enumerable.Range(0, sessions).All(s => Count(s) == _sent[s]))
                {
                    return;
                }

                if (!any)
                {
                    await _answered.WaitAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
                }
            }
            catch (Exception exception) when (exception is BrokerException || Broker.IsOfBroker(exception))
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                Repeated++;
                await Task.Delay(20);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _answered.Dispose();
    }

    private int Count(int session)
    {
        lock (_gate)
        {
            return Answers[session].Count;
        }
    }

    private async Task ConnectAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        CancellationToken ending = TestContext.Current.CancellationToken;
        _connection = await _broker.ConnectAsync(ending);
        _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(true, true), ending);
        await _channel.ExchangeDeclareAsync(
            IngestNames.Answers, ExchangeType.Direct, durable: true, cancellationToken: ending);
        await _channel.QueueDeclareAsync(
            _replies, durable: true, exclusive: false, autoDelete: false, cancellationToken: ending);
        await _channel.QueueBindAsync(_replies, IngestNames.Answers, _replies, cancellationToken: ending);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            Take(message);
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(_replies, autoAck: true, consumer, ending);
    }

    private async Task SendAgainAsync()
    {
        for (int s = 0; s < sessions; s++)
        {
            for (long step = Count(s) + 1; step <= _sent[s]; step++)
            {
                await SendAsync(s, step);
                Repeated++;
            }
        }
    }

    private async Task SendAsync(int session, long step)
    {
        Assert.True(SessionId.TryParse(Ids[session], out UInt128 id));
        string body = $"{{\"from\":{step},\"rows\":[{JsonSerializer.Serialize(StepPeer.Row(number, session, step))}]}}";
        var properties = new BasicProperties
        {
            ReplyTo = _replies,
            CorrelationId = string.Create(CultureInfo.InvariantCulture, $"{session}:{step}"),
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?> { [IngestNames.Session] = Ids[session] },
        };
        await _channel!.BasicPublishAsync(
            "", IngestNames.Queue(SessionId.Partition(id, Partitions)), mandatory: true, properties,
            Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
    }

    private void Take(BasicDeliverEventArgs message)
    {
        object? status = message.BasicProperties.Headers?[IngestNames.Status];
        string text = Encoding.UTF8.GetString(message.Body.Span), of = message.BasicProperties.CorrelationId!;
        if (status is not 200)
        {
            _refusals.Enqueue($"{of}: {status} {text}");
            return;
        }

        using JsonDocument document = JsonDocument.Parse(text);
        float answer = document.RootElement.GetProperty("answers")[0][0].GetSingle();
        lock (_gate)
        {
            // An answer may come twice, the same both times.
            int session = int.Parse(of.Split(':')[0], CultureInfo.InvariantCulture);
            long step = long.Parse(of.Split(':')[1], CultureInfo.InvariantCulture);
            if (step <= Answers[session].Count)
            {
                Assert.Equal(Answers[session][(int)step - 1], answer);
                return;
            }

            _early[of] = answer;
            while (_early.Remove(
                string.Create(CultureInfo.InvariantCulture, $"{session}:{Answers[session].Count + 1}"), out float next))
            {
                Answers[session].Add(next);
                Interlocked.Increment(ref _acknowledged);
            }
        }

        _answered.Release();
    }
}
