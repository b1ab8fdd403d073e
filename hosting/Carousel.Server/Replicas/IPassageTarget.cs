namespace Carousel.Server.Replicas;

/// <summary>Who does what is asked of a partition: engine of this process, or another replica.</summary>
internal interface IPassageTarget
{
    /// <summary>Where another replica is; null for this process.</summary>
    Uri? Address { get; }

    /// <summary>Takes a passage, after those taken before; it reports the end to the passage's route.</summary>
    /// <param name="passage">What.</param>
    void Post(Passage passage);

    /// <summary>Drops a passage that it took, if it can.</summary>
    /// <param name="passage">What.</param>
    /// <param name="end">How far it has come.</param>
    /// <returns>False if its end will be reported as if this method had not been called.</returns>
    bool TryForget(Passage passage, out Passing end);
}
