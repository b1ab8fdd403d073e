using System.Text;
using System.Text.Json.Nodes;
using Carousel.Cluster.Brokers;
using Carousel.Server.Tests.Doors;
using Carousel.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Carousel.Server.Tests.Ingest;

/// <summary>The program of the guide: a step by a broker, and its answer.</summary>
// One broker has one set of queues: servers of two tests at a time would take each other's messages.
[Collection("queues of a broker")]
public sealed class IngestGuideTests(PostgresServer database, RabbitServer rabbit)
{
    [Fact]
    public async Task Guide_SendsAStep_AndHearsTheAnswer()
    {
        string broker = rabbit.Start(), store = database.CreateDatabase();
        await using DoorServer server = await DoorServer.StartAsync(
            options: o => (o.Store, o.Replica, o.Broker) = (store, "http://127.0.0.1:0", broker));
        string id = await DoorServer.BeginAsync(server.Client(null));
        CancellationToken ending = TestContext.Current.CancellationToken;
        await using IConnection connection = await new Broker(broker).ConnectAsync(ending);
        await using IChannel channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            ending);

        // The server has declared its queues when it consumes them.
        for (uint consumers = 0; consumers == 0;)
        {
            await using IChannel look = await connection.CreateChannelAsync(cancellationToken: ending);
            try
            {
                consumers = (await look.QueueDeclarePassiveAsync("carousel.steps.7", ending)).ConsumerCount;
            }
            catch (OperationInterruptedException)
            {
                await Task.Delay(20, ending);
            }
        }

        #region message
        await channel.ExchangeDeclareAsync("carousel.answers", ExchangeType.Direct, durable: true);
        await channel.QueueDeclareAsync("mine", durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync("mine", "carousel.answers", "mine");
        var properties = new BasicProperties
        {
            ReplyTo = "mine",
            CorrelationId = "pump 7, step 1",
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?> { ["session"] = id },
        };
        uint h = Convert.ToUInt32(id[..8], 16);
        bool isJob = Convert.ToInt32(id[^1..], 16) % 2 == 1;
        uint partition = isJob ? 6 + (h % 2) : h % 6;
        await channel.BasicPublishAsync(
            "", $"carousel.steps.{partition}", mandatory: true, properties,
            Encoding.UTF8.GetBytes("""{"from": 1, "rows": [[0.3, 0.1, 0.2]]}"""));
        #endregion

        BasicGetResult? answer = null;
        while (answer is null)
        {
            answer = await channel.BasicGetAsync("mine", autoAck: true, ending);
            await Task.Delay(20, ending);
        }

        Assert.Equal("pump 7, step 1", answer.BasicProperties.CorrelationId);
        Assert.Equal(200, answer.BasicProperties.Headers!["status"]);
        Assert.Equal(2, (long?)JsonNode.Parse(answer.Body.Span)!["next"]);
        await channel.QueueDeleteAsync("mine", cancellationToken: ending);
    }
}
