namespace Carousel.Cluster.Work;

/// <summary>How often queues and workers are looked after. None of it has a part in a result.</summary>
internal sealed record QueueTimes
{
    /// <summary>How long a broker or a database is waited for that was there before.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a command looks for answers that no notice told it of.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time without news after which unclaimed parts are sent again; it doubles with each repetition.
    /// </summary>
    public TimeSpan Lost { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a worker looks whether its parts are still wanted.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time after which a worker answers the message of a part that it still does. From then on its claim in the store
    /// shows that it is being done. RabbitMQ closes the channel of a consumer that leaves a message unanswered for 30
    /// minutes.
    /// </summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromMinutes(10);
}
