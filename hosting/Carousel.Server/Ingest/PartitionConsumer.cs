using System.Threading.Channels;
using Carousel.Server.Engine;
using Carousel.Server.Wire;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Carousel.Server.Ingest;

/// <summary>
/// Takes the messages of one partition's queue, in order. A message is acknowledged when its steps are durable and its
/// answer is at the broker; where that fails, the channel is closed, and all that is not acknowledged comes again.
/// </summary>
/// <param name="messages">Reads and takes steps.</param>
/// <param name="partition">The partition.</param>
internal sealed class PartitionConsumer(StepMessages messages, int partition)
{
    // How many are under way: as many share one commit.
    private const ushort Ahead = 256;

    /// <summary>Takes messages until it is stopped or has to restart.</summary>
    /// <param name="connection">To the broker.</param>
    /// <param name="stop">Ends it: what is under way comes again, here or elsewhere.</param>
    public async Task RunAsync(IConnection connection, CancellationToken stop)
    {
        await using IChannel channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), stop)
            .ConfigureAwait(false);
        await channel.BasicQosAsync(0, Ahead, global: false, stop).ConfigureAwait(false);
        Channel<Delivery> deliveries = Channel.CreateUnbounded<Delivery>(
            new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        channel.ChannelShutdownAsync += (_, _) =>
        {
            deliveries.Writer.TryComplete();
            return Task.CompletedTask;
        };
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            Delivery delivery = Begin(message);
            if (!deliveries.Writer.TryWrite(delivery))
            {
                delivery.Drop();
            }

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(IngestNames.Queue(partition), autoAck: false, consumer, stop)
            .ConfigureAwait(false);
        try
        {
            await SettleAsync(channel, deliveries.Reader, stop).ConfigureAwait(false);
        }
        finally
        {
            deliveries.Writer.TryComplete();
            while (deliveries.Reader.TryRead(out Delivery? left))
            {
                left.Drop();
            }
        }
    }

    private Delivery Begin(BasicDeliverEventArgs message)
    {
        try
        {
            StepCall call = messages.Read(message.BasicProperties, message.Body);
            return new Delivery(
                message.DeliveryTag, message.BasicProperties, call, StepMessages.IsBinary(message.BasicProperties),
                messages.RunAsync(call));
        }
        catch (RequestException exception)
        {
            return new Delivery(message.DeliveryTag, message.BasicProperties, exception);
        }
    }

    private async Task SettleAsync(IChannel channel, ChannelReader<Delivery> deliveries, CancellationToken stop)
    {
        var answers = new List<Task>();
        while (await deliveries.WaitToReadAsync(stop).ConfigureAwait(false))
        {
            ulong last = 0;
            answers.Clear();
            bool goesOn = true;
            while (goesOn && deliveries.TryPeek(out Delivery? next) && (last == 0 || next.HasEnded))
            {
                deliveries.TryRead(out _);
                try
                {
                    goesOn = await next.EndAsync(messages).ConfigureAwait(false) && !stop.IsCancellationRequested;
                    if (goesOn)
                    {
                        answers.Add(AnswerAsync(channel, next));
                        last = next.Tag;
                    }
                }
                finally
                {
                    next.Drop();
                }
            }

            await Task.WhenAll(answers).ConfigureAwait(false);
            if (last > 0)
            {
                await channel.BasicAckAsync(last, multiple: true, CancellationToken.None).ConfigureAwait(false);
            }

            if (!goesOn)
            {
                return;
            }
        }
    }

    private static Task AnswerAsync(IChannel channel, Delivery delivery)
    {
        if (delivery.ReplyTo is not { } to)
        {
            return Task.CompletedTask;
        }

        var text = TextBuffer.Begin();
        (int status, string type) = delivery.Write(text);
        var properties = new BasicProperties
        {
            ContentType = type,
            CorrelationId = delivery.CorrelationId,
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { [IngestNames.Status] = status },
        };

        // The room of the text is the next answer's.
        return channel.BasicPublishAsync(
            IngestNames.Answers, to, mandatory: false, properties, text.Written.ToArray()).AsTask();
    }
}
