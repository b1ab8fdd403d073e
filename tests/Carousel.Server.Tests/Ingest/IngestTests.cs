using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Carousel.Cluster.Brokers;
using Carousel.Server.Doors;
using Carousel.Server.Hosting;
using Carousel.Server.Ingest;
using Carousel.Server.Storage;
using Carousel.Server.Tests.Doors;
using Carousel.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

[assembly: AssemblyFixture(typeof(RabbitServer))]

namespace Carousel.Server.Tests.Ingest;

/// <summary>Steps as messages are taken once and answered in order; invalid messages are rejected with a sentence.
/// </summary>
// One broker has one set of queues: servers of two tests at a time would take each other's messages.
[Collection("queues of a broker")]
public sealed class IngestTests(PostgresServer database, RabbitServer rabbit)
{
    private const string Row = "[0.5,-0.25,1]", Replies = "mine";

    private readonly Channel<(string? Of, int Status, JsonNode Body)> _answers =
        Channel.CreateUnbounded<(string?, int, JsonNode)>();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_AreTakenOnce_AndAnswered()
    {
        string broker = rabbit.Start();
        await using IConnection connection = await new Broker(broker).ConnectAsync(Ending);
        await using IChannel channel = await ChannelAsync(connection);
        await using (DoorServer server = await StartAsync(broker, ("somebody", new KeyRights())))
        {
            HttpClient client = server.Client("somebody");
            string id = await DoorServer.BeginAsync(client), other = await DoorServer.BeginAsync(client);
            string key = "Bearer " + server.Keys["somebody"];

            // Invalid messages come before valid ones and do not stop them.
            await SendAsync(channel, id, "rubbish", "{", (IngestNames.Session, id), (IngestNames.Authorization, key));
            await SendAsync(channel, id, "nobody", Steps(1), (IngestNames.Authorization, key));
            await SendAsync(channel, id, "no key", Steps(1), (IngestNames.Session, id));
            await SendAsync(
                channel, id, "no number", $"{{\"rows\":[{Row}]}}",
                (IngestNames.Session, id), (IngestNames.Authorization, key));
            string gone = SessionId.Text(SessionId.New(isJob: false));
            await SendAsync(
                channel, id, "no session", Steps(1), (IngestNames.Session, gone), (IngestNames.Authorization, key));
            for (int step = 1; step <= 5; step++)
            {
                await SendAsync(
                    channel, id, $"step {step}", Steps(step), (IngestNames.Session, id),
                    (IngestNames.Authorization, key));
            }

            await SendAsync(
                channel, id, "again", Steps(2), (IngestNames.Session, id), (IngestNames.Authorization, key));
            await SendAsync(
                channel, id, "gap", Steps(9), (IngestNames.Session, id), (IngestNames.Authorization, key));
            JsonNode?[] answers = new JsonNode?[5];
            foreach ((string of, int status) in new[]
            {
                ("rubbish", 400), ("nobody", 400), ("no key", 401), ("no number", 400), ("no session", 404),
            })
            {
                Assert.EndsWith(".", (string?)(await NextAsync(of, status))["error"], StringComparison.Ordinal);
            }

            for (int step = 1; step <= 5; step++)
            {
                JsonNode body = await NextAsync($"step {step}", 200);
                Assert.Equal(step + 1, (long?)body["next"]);
                answers[step - 1] = body["answers"];
            }

            Assert.True(JsonNode.DeepEquals(answers[1], (await NextAsync("again", 200))["answers"]));
            Assert.Equal(6, (long?)(await NextAsync("gap", 409))["next"]);
            await SendAsync(
                channel, id, "many",
                $"{{\"sessions\":[\"{id}\",\"{other}\"],\"from\":[6,1],\"rows\":[{Row},{Row}]}}",
                (IngestNames.Model, "alpha"), (IngestNames.Authorization, key));
            JsonNode many = await NextAsync("many", 200);
            Assert.Equal([7L, 2L], many["next"]!.AsArray().Select(n => (long)n!));
            JsonNode look = (await client.GetFromJsonAsync<JsonNode>($"/v1/sessions/{id}", Ending))!;
            Assert.Equal(7, (long?)look["next"]);
        }

        // All was acknowledged: nothing comes again.
        for (int partition = 0; partition < 8; partition++)
        {
            QueueDeclareOk queue = await channel.QueueDeclarePassiveAsync(IngestNames.Queue(partition), Ending);
            Assert.Equal(0U, queue.MessageCount);
        }
    }

    [Fact]
    public async Task Broker_IsRefused_WithASentence()
    {
        rabbit.Start();
        var refused = await Assert.ThrowsAsync<ServeException>(() => StartAsync(rabbit.Address("wrong")));
        Assert.Contains("password is wrong", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<ServeException>(() => StartAsync("http://127.0.0.1"));
        Assert.Contains("amqp://", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<ServeException>(
            () => DoorServer.StartAsync(options: o => o.Broker = rabbit.Start()));
        Assert.StartsWith("Only a replica", refused.Message, StringComparison.Ordinal);
    }

    private static string Steps(int from) => $"{{\"from\":{from},\"rows\":[{Row}]}}";

    private static async Task SendAsync(
        IChannel channel, string id, string of, string body, params (string Name, string Value)[] headers)
    {
        Assert.True(SessionId.TryParse(id, out UInt128 session));
        var properties = new BasicProperties
        {
            ReplyTo = Replies,
            CorrelationId = of,
            Headers = headers.ToDictionary(h => h.Name, h => (object?)h.Value),
        };
        await channel.BasicPublishAsync(
            "", IngestNames.Queue(SessionId.Partition(session, 8)), mandatory: true, properties,
            Encoding.UTF8.GetBytes(body), Ending);
    }

    private async Task<DoorServer> StartAsync(string broker, params (string, KeyRights)[] keys)
    {
        string store = database.CreateDatabase();
        return await DoorServer.StartAsync(
            options: o => (o.Store, o.Replica, o.Broker) = (store, "http://127.0.0.1:0", broker), keys: keys);
    }

    private async Task<IChannel> ChannelAsync(IConnection connection)
    {
        IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Ending);
        await channel.ExchangeDeclareAsync(
            IngestNames.Answers, ExchangeType.Direct, durable: true, cancellationToken: Ending);
        await channel.QueueDeclareAsync(Replies, durable: false, exclusive: true, cancellationToken: Ending);
        await channel.QueueBindAsync(Replies, IngestNames.Answers, Replies, cancellationToken: Ending);
        for (int partition = 0; partition < 8; partition++)
        {
            // As the server declares them: a message may come before it does.
            await channel.QueueDeclareAsync(
                IngestNames.Queue(partition), durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true },
                cancellationToken: Ending);
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            int status = (int)message.BasicProperties.Headers![IngestNames.Status]!;
            _answers.Writer.TryWrite(
                (message.BasicProperties.CorrelationId, status, JsonNode.Parse(message.Body.Span)!));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Replies, autoAck: true, consumer, Ending);
        return channel;
    }

    private async Task<JsonNode> NextAsync(string of, int status)
    {
        (string? Of, int Status, JsonNode Body) next = await _answers.Reader.ReadAsync(Ending);
        Assert.True((of, status) == (next.Of, next.Status), $"{of} {status}: {next.Of} {next.Status} {next.Body}");
        return next.Body;
    }
}
