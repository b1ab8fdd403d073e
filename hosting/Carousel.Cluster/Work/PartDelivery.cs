using Carousel.Cluster.Brokers;
using RabbitMQ.Client;

namespace Carousel.Cluster.Work;

/// <summary>A message with the name of a part, to be answered once.</summary>
/// <param name="channel">Where it came from.</param>
/// <param name="tag">Its number there.</param>
/// <param name="name">The part.</param>
internal sealed class PartDelivery(IChannel channel, ulong tag, PartName name)
{
    private int _isAnswered;

    /// <summary>The part.</summary>
    public PartName Name => name;

    /// <summary>Whether its channel is closed: the broker has given the message to another consumer.</summary>
    public bool IsGone => !channel.IsOpen;

    /// <summary>Reports to the broker that the message is done.</summary>
    public Task EndAsync() => AnswerAsync(static (channel, tag) => channel.BasicAckAsync(tag, multiple: false));

    /// <summary>Returns it to the broker, for the next worker.</summary>
    public Task ReturnAsync() =>
        AnswerAsync(static (channel, tag) => channel.BasicNackAsync(tag, multiple: false, requeue: true));

    private async Task AnswerAsync(Func<IChannel, ulong, ValueTask> answer)
    {
        if (Interlocked.Exchange(ref _isAnswered, 1) == 1 || IsGone)
        {
            return;
        }

        try
        {
            await answer(channel, tag).ConfigureAwait(false);
        }
        catch (Exception exception) when (Broker.IsOfBroker(exception))
        {
            // The broker gives it to another worker, which finds in the store that it is done.
        }
    }
}
