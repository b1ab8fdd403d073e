namespace Carousel.Cluster.Stores;

/// <summary>A store can't be used: one sentence with the error and its remedy.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">The caught exception, or null.</param>
internal sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether another server has taken the store, so that trying again is in vain.</summary>
    public bool IsTaken { get; init; }

    /// <summary>Whether bytes of the store are not those that were written.</summary>
    public bool IsDamage { get; init; }

    /// <summary>Whether the disk is full.</summary>
    public bool IsFull { get; init; }

    /// <summary>Whether the database does not answer or was lost, so that trying again may help.</summary>
    public bool IsAway { get; init; }
}
