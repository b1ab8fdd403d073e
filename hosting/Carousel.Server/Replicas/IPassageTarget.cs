namespace Carousel.Server.Replicas;

/// <summary>Who does what is asked of a partition: engine of this process, or another replica.</summary>
internal interface IPassageTarget
{
    /// <summary>Where another replica is; null for this process.</summary>
    Uri? Address { get; }

    /// <summary>Takes something, behind what it took before; it tells the passage's route of the end.</summary>
    /// <param name="passage">What.</param>
    void Post(Passage passage);

    /// <summary>Lets go of something that it took, where it can.</summary>
    /// <param name="passage">What.</param>
    /// <param name="end">How far it has come.</param>
    /// <returns>False where its end will be told as if nothing had been said.</returns>
    bool TryForget(Passage passage, out Passing end);
}
